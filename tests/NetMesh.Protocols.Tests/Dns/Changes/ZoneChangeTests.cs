using NetMesh.Protocols.Dns.Changes;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Zones;
using NetMesh.Protocols.Tests.Dns.Zones;

namespace NetMesh.Protocols.Tests.Dns.Changes;

public sealed class ZoneChangeTests
{
    [Theory]
    [InlineData(2u, 1u, true)]
    [InlineData(1u, 1u, false)]
    [InlineData(0u, uint.MaxValue, true)]
    [InlineData(0x8000_0000u, 0u, false)]
    [InlineData(0u, 0x8000_0000u, false)]
    [InlineData(0x7fff_ffffu, 0u, true)]
    public void Serials_go_round(uint serial, uint other, bool isAfter)
    {
        Assert.Equal(isAfter, SerialNumber.IsAfter(serial, other));
        Assert.True(SerialNumber.IsAfter(SerialNumber.Next(serial), serial));
        Assert.NotEqual(0u, SerialNumber.Next(serial));
    }

    [Fact]
    public void The_difference_of_any_two_zones_makes_the_one_of_the_other()
    {
        var random = new Random(1995);
        for (var i = 0; i < 200; i++)
        {
            var (before, after) = (Any(random, 1), Any(random, 2));
            var applied = ZoneChange.Between(before, after).Apply(before, out var error);
            Assert.True(applied is not null, $"pair {i}: {error}");
            Assert.Equal(after.Records.Select(record => record.ToString()).Order(), applied.Records.Select(record => record.ToString()).Order());
        }
    }

    [Fact]
    public void A_change_that_does_not_fit_is_refused()
    {
        var (one, two, three) = (Make(1, "a A 127.0.0.1"), Make(2, "b A 127.0.0.2"), Make(3, string.Empty));
        Assert.Null(ZoneChange.Between(two, three).Apply(one, out var error));
        Assert.Equal("a change from serial 2; expected one from 1, the zone's", error);
        var change = ZoneChange.Between(one, two);
        Assert.Null(change.Apply(Make(1, string.Empty), out error));
        Assert.Equal("a change that removes a.example. 60 IN A 127.0.0.1; expected a record that zone example. has", error);
        Assert.Null(change.Apply(Make(1, "a A 127.0.0.1\nb A 127.0.0.2"), out error));
        Assert.Equal("a change that adds b.example. 60 IN A 127.0.0.2; expected one that zone example. does not have yet", error);
        Assert.Null((change with { Added = [.. change.Added, new(one.Name, 60, RecordData.Of(RecordType.CNAME, one.Name))] }).Apply(one, out error));
        Assert.Contains("has a CNAME record and others", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_journal_leads_from_each_serial_that_it_still_knows_and_forgets_the_oldest()
    {
        var zones = Enumerable.Range(1, 8).Select(serial => Make((uint)serial, $"n{serial} A 127.0.0.1")).ToArray();
        var journal = new ZoneJournal(MostRecords: 20);
        Assert.Empty(journal.Since(1));
        foreach (var (before, after) in zones.Zip(zones.Skip(1)))
        {
            journal = journal.With(ZoneChange.Between(before, after));
        }

        // Four records each.
        Assert.Equal([3u, 4u, 5u, 6u, 7u], journal.Changes.Select(change => change.FromSerial));
        Assert.Equal([6u, 7u], journal.Since(6).Select(change => change.FromSerial));
        Assert.Empty(journal.Since(2));
        Assert.Empty(journal.Since(8));

        // A gap: what was before leads nowhere.
        Assert.Equal([20u], journal.With(ZoneChange.Between(Make(20, string.Empty), Make(21, string.Empty))).Changes.Select(change => change.FromSerial));
    }

    [Fact]
    public void A_notice_is_heard_by_those_who_hold_the_zone()
    {
        var notice = DnsReader.Read(DnsWriter.Write(ZoneNotice.Of(Make(7, string.Empty), 99))).Value!;
        Assert.Equal(7u, ZoneNotice.SerialOf(notice));
        var answer = ZoneNotice.Answer(notice, name => name.Equals(DomainName.Parse("Example.")))!;
        Assert.Equal((99, ResponseCode.NoError, Opcode.Notify), (answer.Id, answer.Code, answer.Opcode));
        Assert.Equal(MessageFlags.Response | MessageFlags.Authoritative, answer.Flags);
        Assert.Equal(ResponseCode.NotAuth, ZoneNotice.Answer(notice, _ => false)!.Code);
        Assert.Null(ZoneNotice.Answer(answer, _ => true));
        Assert.Equal(ResponseCode.FormErr, ZoneNotice.Answer(new DnsMessage { Id = 1, Opcode = Opcode.Notify }, _ => true)!.Code);
    }

    private static Zone Make(uint serial, string records) => ZoneLookupTests.Make($"$TTL 60\n@ SOA @ @ {serial} 1 1 1 1\n@ NS ns.test.\n{records}\n", "example.");

    private static Zone Any(Random random, uint serial) => Make(serial, string.Join('\n', Enumerable.Range(0, random.Next(12)).Select(_ => Line(random)).DistinctBy(line => line.Split(' ')[0] + line.Split(' ')[2])));

    private static string Line(Random random) => random.Next(4) switch
    {
        0 => $"c{random.Next(3)} {random.Next(1, 3)} CNAME t{random.Next(3)}",
        1 => $"d{random.Next(3)} {random.Next(1, 3)} NS ns.d{random.Next(3)}",
        2 => $"a.b{random.Next(3)} {random.Next(1, 3)} TXT t{random.Next(3)}",
        _ => $"a{random.Next(3)} {random.Next(1, 3)} A 127.0.0.{random.Next(3)}",
    };
}
