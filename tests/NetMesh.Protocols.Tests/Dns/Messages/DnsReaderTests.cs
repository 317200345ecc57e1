using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Tests.Fuzzing;

namespace NetMesh.Protocols.Tests.Dns.Messages;

public sealed class DnsReaderTests
{
    [Fact]
    public void A_message_is_read_as_it_was_written()
    {
        foreach (var message in DnsMessageSamples.All)
        {
            var read = DnsReader.Read(DnsWriter.Write(message));
            Assert.True(read.IsComplete, read.Error?.ToString());
            Assert.Equal(DnsMessageSamples.Describe(message), DnsMessageSamples.Describe(read.Value));
            Assert.Equal(message.TraceIdentity, read.Value.TraceIdentity);
        }
    }

    [Fact]
    public void Every_message_that_is_cut_off_or_too_long_is_refused()
    {
        foreach (var message in DnsMessageSamples.All)
        {
            var bytes = DnsWriter.Write(message);
            for (var length = 0; length < bytes.Length; length++)
            {
                Assert.True(DnsReader.Read(bytes.AsSpan(0, length)).IsInvalid, $"the first {length} bytes of {message.Question}");
            }

            Assert.True(DnsReader.Read([.. bytes, 0]).IsInvalid);
        }
    }

    [Fact]
    public void No_damage_is_too_much_for_the_reader()
    {
        var fuzz = new ReaderFuzz<DnsMessage>(() => DnsReader.Read, DnsMessageSamples.Describe);
        fuzz.Mutated([.. DnsMessageSamples.All.Select(DnsWriter.Write)], count: 20_000, seed: 53, isStream: false);
    }

    [Theory]
    [InlineData("C00C", "a pointer to itself")]
    [InlineData("01 61 C00C", "a loop")]
    [InlineData("C010 00 00 01 61 00", "a pointer ahead")]
    [InlineData("C000", "a pointer into the header")]
    [InlineData("40", "a label of a kind that is not in use")]
    [InlineData("80", "another one")]
    public void A_name_that_leads_nowhere_is_refused(string name, string why)
    {
        var message = Convert.FromHexString($"0001 0100 0001 0000 0000 0000 {name} 0001 0001".Replace(" ", string.Empty));
        Assert.True(DnsReader.Read(message).IsInvalid, why);
    }

    [Fact]
    public void A_name_of_pointers_to_pointers_ends()
    {
        List<byte> message = [.. Convert.FromHexString("000180000001000100000000"), 1, (byte)'a', 0, 0, 1, 0, 1];

        // The data of a record nobody looks into, full of pointers each to the one before it; the owner behind points to the last.
        message.AddRange([0, 0xff, 0, 0, 1, 0, 0, 0, 0, 1, 0x90]);
        var target = 12;
        for (var i = 0; i < 200; i++)
        {
            var at = message.Count;
            message.AddRange([(byte)(0xc0 | (target >> 8)), (byte)target]);
            target = at;
        }

        message[7] = 2;
        message.AddRange([(byte)(0xc0 | (target >> 8)), (byte)target, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 127, 0, 0, 1]);
        var read = DnsReader.Read([.. message]);
        Assert.True(read.IsInvalid);
        Assert.Contains("pointer", read.Error.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0001 0100 0002 0000 0000 0000 00 0001 0001 00 0001 0001", "two questions")]
    [InlineData("0001 0100 0000 0001 0000 0000 00 0029 04D0 00000000 0000", "extensions among the answers")]
    [InlineData("0001 0100 0000 0000 0000 0002 00 0029 04D0 00000000 0000 00 0029 04D0 00000000 0000", "extensions twice")]
    [InlineData("0001 0100 0000 0000 0000 0001 01 61 00 0029 04D0 00000000 0000", "extensions of another name than the root")]
    [InlineData("0001 0100 0000 0000 0000 0001 00 0029 04D0 00000000 0004 000A 0008", "an option longer than its record")]
    [InlineData("0001 8180 0000 0001 0000 0000 00 0001 0001 00000000 0003 7F0000", "an address of three bytes")]
    public void What_breaks_the_form_is_refused(string hex, string why) =>
        Assert.True(DnsReader.Read(Convert.FromHexString(hex.Replace(" ", string.Empty))).IsInvalid, why);

    [Fact]
    public void A_time_to_live_of_more_than_31_bits_is_none()
    {
        var read = DnsReader.Read(Convert.FromHexString("00018180000000010000000000000100018000000000047F000001"));
        Assert.True(read.IsComplete);
        Assert.Equal(0u, read.Value.Answers[0].Ttl);
    }
}
