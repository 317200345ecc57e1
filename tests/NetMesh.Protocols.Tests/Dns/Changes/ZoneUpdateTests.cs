using NetMesh.Protocols.Dns.Changes;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Zones;
using NetMesh.Protocols.Tests.Dns.Records;
using NetMesh.Protocols.Tests.Dns.Zones;

namespace NetMesh.Protocols.Tests.Dns.Changes;

public sealed class ZoneUpdateTests
{
    private static readonly Zone Zone = ZoneLookupTests.Make("$TTL 60\n@ SOA @ @ 7 1 1 1 1\n@ NS ns.test.\na A 127.0.0.1\na A 127.0.0.2\nalias CNAME a\nd DNAME e\n", "example.");

    [Theory]

    // RFC 2136 §2.4: records are, or are not; names are in use, or are not; sets are just these.
    [InlineData("a ANY A", ResponseCode.NoError)]
    [InlineData("a ANY MX", ResponseCode.NXRRSet)]
    [InlineData("A NONE A", ResponseCode.YXRRSet)]
    [InlineData("a NONE MX", ResponseCode.NoError)]
    [InlineData("a ANY ANY", ResponseCode.NoError)]
    [InlineData("b ANY ANY", ResponseCode.NXDomain)]
    [InlineData("a NONE ANY", ResponseCode.YXDomain)]
    [InlineData("b NONE ANY", ResponseCode.NoError)]
    [InlineData("a IN A 127.0.0.2; a IN A 127.0.0.1", ResponseCode.NoError)]
    [InlineData("a IN A 127.0.0.2", ResponseCode.NXRRSet)]
    [InlineData("a IN A 127.0.0.2; a IN A 127.0.0.1; a IN A 127.0.0.3", ResponseCode.NXRRSet)]
    [InlineData("a CH A 127.0.0.1", ResponseCode.FormErr)]
    [InlineData("a ANY A 127.0.0.1", ResponseCode.FormErr)]
    [InlineData("test. ANY A", ResponseCode.NotZone)]
    public void A_prerequisite_that_does_not_hold_has_its_code(string prerequisites, ResponseCode code) => Assert.Equal(code, Apply(Zone, prerequisites, string.Empty).Code);

    [Theory]
    [InlineData("b IN A 127.0.0.3", "+b.example. 60 IN A 127.0.0.3")]
    [InlineData("a NONE A 127.0.0.1", "-a.example. 60 IN A 127.0.0.1")]
    [InlineData("a ANY A", "-a.example. 60 IN A 127.0.0.1 -a.example. 60 IN A 127.0.0.2")]
    [InlineData("a ANY ANY; a IN CNAME b", "-a.example. 60 IN A 127.0.0.1 -a.example. 60 IN A 127.0.0.2 +a.example. 60 IN CNAME b.example.")]
    [InlineData("alias IN CNAME b", "-alias.example. 60 IN CNAME a.example. +alias.example. 60 IN CNAME b.example.")]
    [InlineData("b IN A 127.0.0.3; b NONE A 127.0.0.3", "")]
    [InlineData("a IN A 127.0.0.1", "")]

    // Passed over.
    [InlineData("a IN CNAME b", "")]
    [InlineData("alias IN A 127.0.0.1", "")]
    [InlineData("@ ANY ANY", "")]
    [InlineData("@ ANY NS; @ ANY SOA", "")]
    [InlineData("@ NONE SOA @ @ 7 1 1 1 1", "")]
    [InlineData("@ NONE NS ns.test.", "")]
    [InlineData("@ IN SOA @ @ 6 1 1 1 1", "")]
    public void An_update_changes_what_it_says_and_no_more(string updates, string expected)
    {
        var outcome = Apply(Zone, string.Empty, updates);
        Assert.Equal(ResponseCode.NoError, outcome.Code);
        Assert.Equal(expected, outcome.Change is { } change ? string.Join(' ', [.. change.Removed.Select(record => $"-{record}"), .. change.Added.Select(record => $"+{record}")]) : string.Empty);
        Assert.Equal(expected.Length == 0 ? 7u : 8u, outcome.Zone.Serial);
        Assert.Equal(expected.Length == 0, ReferenceEquals(Zone, outcome.Zone));
    }

    [Theory]
    [InlineData("test. IN A 127.0.0.1", ResponseCode.NotZone)]
    [InlineData("b IN A 127.0.0.1; a CH A 127.0.0.1", ResponseCode.FormErr)]
    [InlineData("a ANY A 127.0.0.1", ResponseCode.FormErr)]
    [InlineData("a ANY AXFR", ResponseCode.FormErr)]
    [InlineData("a NONE ANY", ResponseCode.FormErr)]
    [InlineData("b IN A 127.0.0.1; x.d IN A 127.0.0.1", ResponseCode.Refused)]
    public void An_update_that_is_refused_changes_nothing(string updates, ResponseCode code)
    {
        var outcome = Apply(Zone, string.Empty, updates);
        Assert.Equal(code, outcome.Code);
        Assert.Same(Zone, outcome.Zone);
    }

    [Fact]
    public void A_later_start_of_authority_takes_the_place_of_the_old_one() => Assert.Equal(4000u, Apply(Zone, string.Empty, "@ IN SOA @ @ 4000 1 1 1 1").Zone.Serial);

    [Fact]
    public void A_name_of_a_signed_zone_goes_with_its_last_record()
    {
        var signed = ZoneLookupTests.Make("$TTL 60\n@ SOA @ @ 7 1 1 1 1\n@ NS ns.test.\nx.d A 127.0.0.1\nx.d NSEC @ A NSEC\n", "example.");
        var outcome = Apply(signed, string.Empty, "x.d ANY A; d IN DNAME e.example.");
        Assert.Equal(ResponseCode.NoError, outcome.Code);
        Assert.Null(outcome.Zone.Find(DomainName.Parse("x.d.example.")));
    }

    [Fact]
    public void Only_the_zone_itself_is_updated()
    {
        Assert.Equal(ResponseCode.NotAuth, ZoneUpdate.Apply(Zone, new DnsMessage { Id = 1, Opcode = Opcode.Update, Question = new Question(DomainName.Parse("a.example."), RecordType.SOA) }).Code);
        Assert.Equal(ResponseCode.FormErr, ZoneUpdate.Apply(Zone, new DnsMessage { Id = 1, Opcode = Opcode.Update, Question = new Question(Zone.Name, RecordType.A) }).Code);
    }

    [Fact]
    public void Updates_do_to_a_zone_what_they_do_to_a_plain_set_of_records()
    {
        var random = new Random(2136);
        var (zone, model) = (Zone, Zone.Records.Where(record => record.Type == RecordType.A).Select(record => $"{record.Owner} {record.Data}").ToHashSet());
        for (var i = 0; i < 500; i++)
        {
            var (name, address) = ($"n{random.Next(5)}.example.", $"127.0.0.{random.Next(4)}");
            var update = random.Next(4) switch { 0 => $"{name} ANY A", 1 => $"{name} NONE A {address}", 2 => $"{name} ANY ANY", _ => $"{name} IN A {address}" };
            var before = zone;
            var outcome = Apply(zone, string.Empty, update);
            zone = outcome.Zone;
            _ = update.Contains(" IN ", StringComparison.Ordinal) ? model.Add($"{name} {address}") ? 1 : 0
                : model.RemoveWhere(record => update.Contains("NONE", StringComparison.Ordinal) ? record == $"{name} {address}" : record.StartsWith($"{name} ", StringComparison.Ordinal));
            Assert.Equal(model.Order(), zone.Records.Where(record => record.Type == RecordType.A).Select(record => $"{record.Owner} {record.Data}").Order());
            Assert.Equal(outcome.Change is null ? before.Serial : before.Serial + 1, zone.Serial);
            Assert.Equal(zone.Records, outcome.Change?.Apply(before, out _)?.Records ?? before.Records);
        }
    }

    private static UpdateOutcome Apply(Zone zone, string prerequisites, string updates)
    {
        var message = new DnsMessage { Id = 1, Opcode = Opcode.Update, Question = new Question(zone.Name, RecordType.SOA), Answers = Records(prerequisites, 0), Authorities = Records(updates, 60) };
        return ZoneUpdate.Apply(zone, DnsReader.Read(DnsWriter.Write(message)).Value!);
    }

    private static System.Collections.Immutable.ImmutableArray<ResourceRecord> Records(string text, uint ttl) =>
        [.. text.Split("; ", StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', 4)).Select(words => Record(words, ttl))];

    private static ResourceRecord Record(string[] words, uint ttl)
    {
        Assert.True(RecordTypeText.TryRead(words[1], out RecordClass @class));
        Assert.True(RecordTypeText.TryRead(words[2], out RecordType type));
        var name = words[0] == "@" ? "example." : words[0].EndsWith('.') ? words[0] : $"{words[0]}.example.";
        var text = words.Length < 4 ? string.Empty : type == RecordType.CNAME ? $"{words[3]}.example." : words[3].Replace("@", "example.", StringComparison.Ordinal);
        return new(DomainName.Parse(name), @class, @class == RecordClass.IN ? ttl : 0, text.Length == 0 ? RecordData.None(type) : RecordSamples.Read(words[2], text));
    }
}
