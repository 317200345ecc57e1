using NetMesh.Protocols.Dns.MasterFiles;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Security;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Interop.Tests.Names;

public sealed class AnswersBesideOthersTests
{
    private static readonly DomainName ZoneName = DomainName.Parse(GeneratedZone.Name);

    [RealClientTheory("nsd", "knotd", "named")]
    [InlineData("nsd", 6)]
    [InlineData("knotd", 4)]
    [InlineData("named", 4)]
    public async Task Zones_drawn_by_lot_are_answered_from_as_others_do(string program, int seeds)
    {
        for (var seed = 1; seed <= seeds; seed++)
        {
            await CompareAsync(seed, program);
        }
    }

    [RealClientTheory("nsd", "dnssec-signzone")]
    [InlineData(DenialVariant.Nsec)]
    [InlineData(DenialVariant.Nsec3)]
    [InlineData(DenialVariant.Nsec3OptOut)]
    public async Task Zones_that_BIND_signs_are_answered_from_as_NSD_does(DenialVariant variant)
    {
        for (var seed = 1; seed <= SignedSeeds; seed++)
        {
            await CompareAsync(seed, "nsd", variant);
        }
    }

    [RealClientTheory("knotd", "named")]
    [InlineData("knotd", DenialVariant.Nsec)]
    [InlineData("knotd", DenialVariant.Nsec3)]
    [InlineData("knotd", DenialVariant.Nsec3OptOut)]
    [InlineData("named", DenialVariant.Nsec)]
    [InlineData("named", DenialVariant.Nsec3)]
    [InlineData("named", DenialVariant.Nsec3OptOut)]
    public async Task Zones_that_we_sign_are_answered_from_as_others_do(string program, DenialVariant variant)
    {
        for (var seed = 1; seed <= SignedSeeds; seed++)
        {
            await CompareAsync(seed, program, variant);
        }
    }

    // More by hand: NETMESH_SIGNED_SEEDS=200.
    internal static int SignedSeeds => int.TryParse(Environment.GetEnvironmentVariable("NETMESH_SIGNED_SEEDS"), out var seeds) ? seeds : 2;

    private static async Task CompareAsync(int seed, string program, DenialVariant? variant = null)
    {
        var generated = new GeneratedZone(seed);
        var (text, zone) = await ZoneAsync(generated.Text, variant, isOurs: program != "nsd");
        var server = new AuthoritativeServer([zone]);
        await using var other = RealNameServer.Of(program);
        await other.StartAsync(new RealZone(GeneratedZone.Name, text));

        ushort id = 1;
        foreach (var (name, type) in generated.Questions(400, variant is not null, asksForDenials: program == "nsd"))
        {
            Assert.True(RecordTypeText.TryRead(type, out RecordType read));

            // Of a signed zone most want signatures, and one in eight does not.
            var isSecure = variant is not null && id % 8 != 0;
            var query = new DnsMessage { Id = ++id, Question = new Question(DomainName.Parse(name), read), Edns = new Edns(4096, isSecure) };

            // As it comes over the wire, so that the writer is compared, too.
            var ours = DnsReader.Read(DnsWriter.Write(server.Answer(query)!)).Value!;
            var theirs = await other.AskAsync(query);
            (ours, theirs) = OthersWays.SetAside(program, ours, theirs, zone);
            Assert.True(Describe(theirs) == Describe(ours), $"seed {seed} {variant}, {query.Question}\n{program}:\n{Describe(theirs)}\nNetMesh:\n{Describe(ours)}\n\n{text}");
        }
    }

    // Signed by us, or by BIND.
    private static async Task<(string Text, Zone Zone)> ZoneAsync(string text, DenialVariant? variant, bool isOurs)
    {
        if (variant is not { } signed)
        {
            return (text, Read(text));
        }

        if (!isOurs)
        {
            text = await SignedZone.SignAsync(GeneratedZone.Name, text, signed);
            return (text, Read(text));
        }

        using var entry = SigningKey.Generate(isEntryPoint: true);
        using var other = SigningKey.Generate(isEntryPoint: false);
        var zone = SignedZone.Sign(Read(text), signed, [entry, other]);
        return (SignedZone.Text(zone), zone);
    }

    private static Zone Read(string text)
    {
        var file = new MasterFileReader().Read(text, "zone", ZoneName);
        Assert.Empty(file.Errors);
        Assert.True(Zone.TryMake(ZoneName, file.Records, out var zone, out var errors), string.Join('\n', errors));
        return zone;
    }

    // What is said, and how; the order of records, and which addresses come along with an answer, are a server's own business.
    private static string Describe(DnsMessage message) => string.Join('\n', (string[])
    [
        $"{message.Code} {message.Flags & ~MessageFlags.Truncated} {message.Question} DO={message.Edns?.IsDnssecOk}",
        .. message.Answers.Select(record => $"answer {Told(record)}").Order(StringComparer.Ordinal),
        .. message.Authorities.Where(record => message.Answers.IsEmpty || record.Type != RecordType.NS).Select(record => $"authority {Told(record)}").Order(StringComparer.Ordinal),
        .. message.Additionals.Where(_ => message.Answers.IsEmpty && !message.Flags.HasFlag(MessageFlags.Authoritative))
            .Select(record => $"additional {Told(record)}").Order(StringComparer.Ordinal),
    ]);

    private static string Told(ResourceRecord record) => $"{record.Owner.ToCanonical()} {record.Ttl} {record.Type} {Convert.ToHexString(record.Data.ToCanonical())}";
}
