using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Protocols.Tests.Dns.Messages;

public sealed class DnsWriterTests
{
    [Fact]
    public void A_name_that_stands_there_already_is_pointed_to()
    {
        // Header 12, question 19 + 4, NS 2 + 10 + 6 (dns and a pointer), NS 2 + 10 + 7, A 2 + 10 + 4 twice: "umass.edu" stands there once.
        Assert.Equal(12 + 23 + 18 + 19 + 16 + 16, DnsWriter.Write(DnsMessageSamples.Referral).Length);
    }

    [Fact]
    public void Names_of_newer_types_are_never_compressed()
    {
        var bytes = DnsWriter.Write(Answer(DnsMessageSamples.Record("example.", "SRV", "0 5 5060 example.")));

        // Header, question, owner as a pointer, ten bytes, three numbers, and the name in full.
        Assert.Equal(12 + 9 + 4 + 2 + 10 + 6 + 9, bytes.Length);
    }

    [Fact]
    public void A_name_that_repeats_itself_is_not_pointed_into_while_it_is_written()
    {
        foreach (var name in (string[])["a.a.a.a.", "b.a.b.a.b.a.", "x.x."])
        {
            // Whatever was in the buffer before.
            foreach (var old in (byte[])[0, 0xff, 0xc0, 1])
            {
                var buffer = new byte[512];
                Array.Fill(buffer, old);
                var message = new DnsMessage { Id = 1, Question = new Question(DomainName.Parse(name), RecordType.A) };
                var length = DnsWriter.Write(message, buffer, out _);
                Assert.Equal(name, DnsReader.Read(buffer.AsSpan(0, length)).Value!.Question!.Name.ToString());
            }
        }
    }

    [Fact]
    public void What_does_not_fit_is_left_out_by_whole_sets_and_said_to_be_missing()
    {
        var message = Answer(
        [
            .. Enumerable.Range(0, 10).Select(i => DnsMessageSamples.Record("example.", "A", $"127.17.0.{i}")),
            .. Enumerable.Range(0, 20).Select(i => DnsMessageSamples.Record("example.", "AAAA", $"2001:db8::{i}")),
        ]);
        for (var room = 512; room < 800; room++)
        {
            var buffer = new byte[room];
            var length = DnsWriter.Write(message, buffer, out var isTruncated);
            var read = DnsReader.Read(buffer.AsSpan(0, length)).Value!;
            var isWhole = read.Answers.Length == 30;
            Assert.Contains(read.Answers.Length, (int[])[10, 30]);
            Assert.Equal(!isWhole, isTruncated);
            Assert.Equal(!isWhole, read.Flags.HasFlag(MessageFlags.Truncated));
            Assert.NotNull(read.Edns);
        }
    }

    [Fact]
    public void Addresses_may_be_missing_without_a_word_unless_they_are_glue()
    {
        var glue = Enumerable.Range(0, 40).Select(i => DnsMessageSamples.Record("dns.umass.edu.", "A", $"127.16.1.{i}")).ToArray();
        var referral = Changed(DnsMessageSamples.Referral, MessageFlags.Response, glue);
        var answer = Changed(DnsMessageSamples.Referral, MessageFlags.Response | MessageFlags.Authoritative, glue);
        var buffer = new byte[512];

        DnsWriter.Write(referral, buffer, out var isTruncated);
        Assert.True(isTruncated);
        DnsWriter.Write(answer, buffer, out isTruncated);
        Assert.False(isTruncated);
    }

    private static DnsMessage Changed(DnsMessage message, MessageFlags flags, ResourceRecord[] additionals) => new()
    {
        Id = message.Id,
        Flags = flags,
        Question = message.Question,
        Authorities = message.Authorities,
        Additionals = [.. additionals],
    };

    private static DnsMessage Answer(params ResourceRecord[] answers) => new()
    {
        Id = 1,
        Flags = MessageFlags.Response | MessageFlags.Authoritative,
        Question = new Question(DomainName.Parse("example."), RecordType.A),
        Answers = [.. answers],
        Edns = answers.Length > 1 ? new Edns(1232) : null,
    };
}
