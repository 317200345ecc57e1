using NetMesh.Protocols.Dns.MasterFiles;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Protocols.Tests.Dns.Zones;

public sealed class ZoneLookupTests
{
    // RFC 4592 §2.2.1, with a delegation that has glue, aliases and a DNAME beside.
    private const string Text = """
        $TTL 3600
        example.                 SOA   ns.example.com. admin.example. 7 7200 900 1209600 300
        example.                 NS    ns.example.com.
        example.                 NS    ns.example.
        ns.example.              A     127.17.0.53
        *.example.               TXT   "this is a wildcard"
        *.example.               MX    10 host1.example.
        sub.*.example.           TXT   "this is not a wildcard"
        host1.example.           A     127.17.0.1
        host1.example.           A     127.17.0.2
        host1.example.           AAAA  2001:db8::1
        _ssh._tcp.host1.example. SRV   0 0 22 host1.example.
        subdel.example.          NS    ns.subdel.example.
        subdel.example.          NS    ns.elsewhere.test.
        subdel.example.          DS    1 13 2 00
        ns.subdel.example.       A     127.18.0.53
        www.example.             CNAME host1.example.
        away.example.            CNAME www.elsewhere.test.
        deep.example.            CNAME a.subdel.example.
        loop1.example.           CNAME loop2.example.
        loop2.example.           CNAME loop1.example.
        old.example.             DNAME host.example.
        x.host.example.          A     127.17.0.9
        """;

    private static readonly Zone Zone = Make(Text, "example.");

    [Theory]

    // The table of RFC 4592 §2.2.1.
    [InlineData("host3.example. MX", "an host3.example. 3600 IN MX 10 host1.example.")]
    [InlineData("host3.example. A", "NoError, SOA for 300")]
    [InlineData("foo.bar.example. TXT", "an foo.bar.example. 3600 IN TXT \"this is a wildcard\"")]
    [InlineData("host1.example. MX", "NoError, SOA for 300")]
    [InlineData("sub.*.example. MX", "NoError, SOA for 300")]
    [InlineData("_telnet._tcp.host1.example. SRV", "NXDomain, SOA for 300")]
    [InlineData("ghost.*.example. MX", "NXDomain, SOA for 300")]

    // An empty non-terminal has no records, and is there.
    [InlineData("_tcp.host1.example. A", "NoError, SOA for 300")]
    [InlineData("HOST1.EXAMPLE. AAAA", "an host1.example. 3600 IN AAAA 2001:db8::1")]
    [InlineData("*.example. TXT", "an *.example. 3600 IN TXT \"this is a wildcard\"")]

    // Delegated, and the glue behind it is not answered with authority; only DS is this zone's.
    [InlineData("subdel.example. A", "referral to subdel.example.")]
    [InlineData("ns.subdel.example. A", "referral to subdel.example.")]
    [InlineData("any.where.subdel.example. DS", "referral to subdel.example.")]
    [InlineData("subdel.example. NS", "referral to subdel.example.")]
    [InlineData("subdel.example. DS", "an subdel.example. 3600 IN DS 1 13 2 00")]

    // Aliases, in the zone and out of it.
    [InlineData("www.example. AAAA", "an www.example. 3600 IN CNAME host1.example.\nan host1.example. 3600 IN AAAA 2001:db8::1")]
    [InlineData("www.example. CNAME", "an www.example. 3600 IN CNAME host1.example.")]
    [InlineData("www.example. MX", "an www.example. 3600 IN CNAME host1.example.\nNoError, SOA for 300")]
    [InlineData("away.example. A", "an away.example. 3600 IN CNAME www.elsewhere.test.")]
    [InlineData("deep.example. A", "an deep.example. 3600 IN CNAME a.subdel.example.\nreferral to subdel.example.")]
    [InlineData("x.old.example. A", "an old.example. 3600 IN DNAME host.example.\nan x.old.example. 3600 IN CNAME x.host.example.\nan x.host.example. 3600 IN A 127.17.0.9")]
    [InlineData("y.old.example. A", "an old.example. 3600 IN DNAME host.example.\nan y.old.example. 3600 IN CNAME y.host.example.\nNXDomain, SOA for 300")]
    [InlineData("y.old.example. CNAME", "an old.example. 3600 IN DNAME host.example.\nan y.old.example. 3600 IN CNAME y.host.example.")]
    [InlineData("old.example. DNAME", "an old.example. 3600 IN DNAME host.example.")]
    [InlineData("old.example. A", "NoError, SOA for 300")]

    // One set is enough.
    [InlineData("host1.example. ANY", "an host1.example. 3600 IN A 127.17.0.1\nan host1.example. 3600 IN A 127.17.0.2")]
    public void A_question_has_the_answer_that_the_RFCs_give(string question, string expected)
    {
        var (name, type) = (question.Split(' ')[0], question.Split(' ')[1]);
        Assert.True(RecordTypeText.TryRead(type, out RecordType read));
        var answer = ZoneLookup.Ask(Zone, DomainName.Parse(name), read);
        Assert.Equal(expected.ToLowerInvariant(), Describe(answer).ToLowerInvariant());
        Assert.Equal(!expected.StartsWith("referral", StringComparison.Ordinal), answer.IsAuthoritative);
    }

    [Fact]
    public void A_loop_of_aliases_ends_where_it_began()
    {
        var answer = ZoneLookup.Ask(Zone, DomainName.Parse("loop1.example."), RecordType.A);
        Assert.Equal(["loop1.example.", "loop2.example."], answer.Answers.Select(record => record.Owner.ToString()));
    }

    [Fact]
    public void The_addresses_of_hosts_that_are_named_come_along()
    {
        Assert.Equal(["127.17.0.1", "127.17.0.2", "2001:db8::1"], Additionals("host3.example.", RecordType.MX));
        Assert.Equal(["127.17.0.53"], Additionals("example.", RecordType.NS));
        Assert.Equal(["127.18.0.53"], Additionals("x.subdel.example.", RecordType.A));
        Assert.Empty(Additionals("www.example.", RecordType.A));
    }

    [Fact]
    public void A_name_that_a_DNAME_makes_too_long_is_said_to_be()
    {
        var label = new string('a', 63);
        var zone = Make($"$TTL 1\n@ SOA @ @ 1 1 1 1 1\n@ NS ns.test.\nd DNAME {label}.{label}.test.\n", "example.");
        Assert.Equal(ResponseCode.YXDomain, ZoneLookup.Ask(zone, DomainName.Parse($"{label}.{label}.d.example."), RecordType.A).Code);
    }

    [Theory]
    [InlineData("@ NS ns.test.", "zone:2: no SOA record; expected one of example.")]
    [InlineData("@ SOA @ @ 1 1 1 1 1", "zone:2: no NS record of example.; expected at least one (RFC 1035 §5.2)")]
    [InlineData("@ SOA @ @ 1 1 1 1 1\n@ SOA @ @ 2 1 1 1 1\n@ NS ns.test.", "zone:3: a second SOA record; expected one, as on line 2")]
    [InlineData("@ SOA @ @ 1 1 1 1 1\n@ NS ns.test.\na SOA @ @ 2 1 1 1 1", "zone:4: a SOA record of a.example.; expected it at example. alone")]
    [InlineData("@ SOA @ @ 1 1 1 1 1\n@ NS ns.test.\na.test. A 127.0.0.1", "zone:4: a.test.; expected a name at or below example., the zone's own")]
    [InlineData("@ SOA @ @ 1 1 1 1 1\n@ NS ns.test.\na CNAME b\na CNAME c", "zone:5: a second CNAME record of a.example.; expected one (RFC 2181 §10.1)")]
    [InlineData("@ SOA @ @ 1 1 1 1 1\n@ NS ns.test.\na CNAME b\na A 127.0.0.1", "zone:4: a.example. has a CNAME record and others; expected nothing beside it (RFC 2181 §10.1)")]
    [InlineData("@ SOA @ @ 1 1 1 1 1\n@ NS ns.test.\na DNAME b\nc.a A 127.0.0.1", "zone:5: c.a.example. is below a.example., which has a DNAME record; expected nothing below it (RFC 6672 §2.4)")]
    [InlineData("@ SOA @ @ 1 1 1 1 1\n@ NS ns.test.\n* NS b", "zone:4: a NS record of the wildcard *.example.; expected none (RFC 4592 §4)")]
    public void Records_that_are_no_zone_are_refused_with_the_line(string records, string expected)
    {
        var file = new MasterFileReader().Read($"$TTL 1\n{records}\n", "zone", DomainName.Parse("example."));
        Assert.Empty(file.Errors);
        Assert.False(Zone.TryMake(DomainName.Parse("example."), file.Records, out _, out var errors));
        Assert.Equal([expected], errors.Select(error => error.ToString()));
    }

    [Fact]
    public void Of_two_equal_records_one_counts_and_a_set_has_the_least_time()
    {
        var zone = Make("@ 9 SOA @ @ 1 1 1 1 1\n@ 9 NS ns.test.\na 9 A 127.0.0.1\nA 5 A 127.0.0.1\na 7 A 127.0.0.2\n", "example.");
        Assert.Equal(["a.example. 7 IN A 127.0.0.1", "a.example. 7 IN A 127.0.0.2"], zone.Records.Where(record => record.Type == RecordType.A).Select(record => record.ToString()));
    }

    internal static Zone Make(string text, string name)
    {
        var file = new MasterFileReader().Read(text, "zone", DomainName.Parse(name));
        Assert.Empty(file.Errors);
        Assert.True(Zone.TryMake(DomainName.Parse(name), file.Records, out var zone, out var errors), string.Join('\n', errors));
        return zone;
    }

    private static IEnumerable<string> Additionals(string name, RecordType type) =>
        ZoneLookup.Ask(Zone, DomainName.Parse(name), type).Additionals.Select(record => record.Data.ToString());

    private static string Describe(ZoneAnswer answer)
    {
        var lines = answer.Answers.Select(record => $"an {record}").ToList();
        if (answer.Authorities is [{ Type: RecordType.SOA } soa])
        {
            lines.Add($"{answer.Code}, SOA for {soa.Ttl}");
        }
        else if (answer.Authorities is [{ Type: RecordType.NS } ns, ..])
        {
            lines.Add($"referral to {ns.Owner}");
        }

        return string.Join('\n', lines);
    }
}
