using NetMesh.Grains.Zones;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.MasterFiles;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Resolving;
using NetMesh.Protocols.Dns.Security;
using NetMesh.Protocols.Dns.Security.Validating;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Interop.Tests.Names;

/// <summary>Zones drawn by lot and signed by BIND, through our server and our resolver, which trusts the zone's key: whatever the zone says has to be secure.</summary>
public sealed class ValidatorBesideSignersTests
{
    private static readonly DomainName ZoneName = DomainName.Parse(GeneratedZone.Name);
    private static readonly TimeSpan Now = TimeSpan.FromSeconds(1);
    private static readonly IPv4Address Server = IPv4Address.Parse("127.17.0.53");

    [RealClientTheory("dnssec-signzone")]
    [InlineData("RSASHA256", DenialVariant.Nsec)]
    [InlineData("RSASHA512", DenialVariant.Nsec3)]
    [InlineData("ECDSAP256SHA256", DenialVariant.Nsec)]
    [InlineData("ECDSAP256SHA256", DenialVariant.Nsec3)]
    [InlineData("ECDSAP256SHA256", DenialVariant.Nsec3OptOut)]
    [InlineData("ECDSAP384SHA384", DenialVariant.Nsec3)]
    [InlineData("ED25519", DenialVariant.Nsec3)]
    [InlineData("ED448", DenialVariant.Nsec)]
    public async Task Zones_that_BIND_signs_are_validated(string algorithm, DenialVariant variant)
    {
        for (var seed = 1; seed <= AnswersBesideOthersTests.SignedSeeds - 1; seed++)
        {
            var generated = new GeneratedZone(seed);
            var text = await SignedZone.SignAsync(GeneratedZone.Name, generated.Text, variant, algorithm);
            var file = new MasterFileReader().Read(text, "zone", ZoneName);
            Assert.True(Zone.TryMake(ZoneName, file.Records, out var zone, out var errors), string.Join('\n', errors));
            var cache = CacheThatKnows(zone);
            foreach (var (name, type) in generated.Questions(150, isSigned: true))
            {
                Assert.True(RecordTypeText.TryRead(type, out RecordType read));
                Check(zone, cache, new Question(DomainName.Parse(name), read), variant, $"seed {seed}, {algorithm}, {variant}");
            }
        }
    }

    private static void Check(Zone zone, NameCache cache, Question question, DenialVariant variant, string where)
    {
        var server = new AuthoritativeServer([zone]);
        var query = new DnsMessage { Id = 1, Question = question, Edns = new Edns(4096, IsDnssecOk: true) };
        var expected = server.Answer(query)!;
        var last = expected.Answers.LastOrDefault(record => record.Type == RecordType.CNAME);
        var isElsewhere = !expected.Flags.HasFlag(MessageFlags.Authoritative) || (question.Type != RecordType.CNAME && last is not null && IsLeft(zone, last.Data.Name(0), expected))
            || expected.Code == ResponseCode.YXDomain;

        // Whether the zone itself is signed those above say.
        if (isElsewhere || (question.Type == RecordType.DS && question.Name.Equals(zone.Name)))
        {
            return;
        }

        var resolved = Resolve(server, zone, cache, question);
        Assert.True(resolved.Verdict.Status != SecurityStatus.Bogus, $"{where}, {question}: {resolved.Verdict.Why}\n{string.Join('\n', expected.Authorities.Where(record => record.Type != RecordType.RRSIG))}");
        var isVouchedFor = question.Type != RecordType.RRSIG && (variant != DenialVariant.Nsec3OptOut || !expected.Authorities.Any(record => record.Type == RecordType.NSEC3));
        Assert.True(!isVouchedFor || resolved.Verdict.Status == SecurityStatus.Secure, $"{where}, {question}: {resolved.Verdict}\n{Describe(expected)}");
        Assert.Equal($"{where} {question}\n{Describe(expected)}", $"{where} {question}\n{Describe(resolved.To(query))}");
    }

    // Whether an alias leads out of the zone, into a delegation, or around in a circle.
    private static bool IsLeft(Zone zone, DomainName target, DnsMessage answer) =>
        !target.IsAtOrBelow(zone.Name) || zone.FindClosest(target).IsDelegated || answer.Answers.Any(record => record.Type == RecordType.CNAME && record.Owner.Equals(target))
        || answer.Answers.Count(record => record.Type == RecordType.CNAME) >= Resolution.MostAliases;

    // Of the zone's server, as if those above had sent us there.
    private static NameCache CacheThatKnows(Zone zone)
    {
        var cache = new NameCache(1000);
        var host = DomainName.Parse("ns.zone.test.");
        cache.Learn([new ResourceRecord(zone.Name, 3600, RecordData.Of(RecordType.NS, host))], Trust.Referral, Now);
        cache.Learn([new ResourceRecord(host, 3600, RecordData.Of(Server))], Trust.Glue, Now);
        return cache;
    }

    private static Resolved Resolve(AuthoritativeServer server, Zone zone, NameCache cache, Question question)
    {
        var anchors = new TrustAnchors(TrustAnchors.EntryPointsOf(zone.Apex.Set(RecordType.DNSKEY)!.Records), EdwardsScheme.AllSchemes);
        var resolution = new Resolution(question, cache, new ServerBook(new Random(1)), [], new Random(2), new TrustedTime(anchors, DateTimeOffset.UtcNow));
        var step = resolution.Begin(Now);
        while (step is AskServer ask)
        {
            step = resolution.OnAnswer(ask.Server, DnsReader.Read(DnsWriter.Write(server.Answer(ask.Query)!)).Value!, Now)!;
        }

        return (Resolved)step;
    }

    // What is told, whatever it is told beside it: of proofs a resolver may know others.
    private static string Describe(DnsMessage message) => string.Join('\n', (string[])
    [
        $"{message.Code}",
        .. message.Answers.Where(record => record.Type != RecordType.RRSIG).Select(record => $"{record.Owner.ToCanonical()} {record.Type} {Convert.ToHexString(record.Data.ToCanonical())}").Order(StringComparer.Ordinal),
    ]);
}
