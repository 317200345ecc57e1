using System.Collections.Immutable;
using System.Text;
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
    public async Task Signed_zones_are_answered_from_as_NSD_does(DenialVariant variant)
    {
        for (var seed = 1; seed <= SignedSeeds; seed++)
        {
            await CompareAsync(seed, "nsd", variant);
        }
    }

    // More by hand: NETMESH_SIGNED_SEEDS=200.
    internal static int SignedSeeds => int.TryParse(Environment.GetEnvironmentVariable("NETMESH_SIGNED_SEEDS"), out var seeds) ? seeds : 2;

    private static async Task CompareAsync(int seed, string program, DenialVariant? variant = null)
    {
        var generated = new GeneratedZone(seed);
        var text = variant is { } signed ? await SignedZone.SignAsync(GeneratedZone.Name, generated.Text, signed) : generated.Text;
        var file = new MasterFileReader().Read(text, "zone", ZoneName);
        Assert.Empty(file.Errors);
        Assert.True(Zone.TryMake(ZoneName, file.Records, out var zone, out var errors), string.Join('\n', errors));
        var server = new AuthoritativeServer([zone]);
        await using var other = RealNameServer.Of(program);
        await other.StartAsync(new RealZone(GeneratedZone.Name, text));

        ushort id = 1;
        foreach (var (name, type) in generated.Questions(400, variant is not null))
        {
            Assert.True(RecordTypeText.TryRead(type, out RecordType read));

            // Of a signed zone most want signatures, and one in eight does not.
            var isSecure = variant is not null && id % 8 != 0;
            var query = new DnsMessage { Id = ++id, Question = new Question(DomainName.Parse(name), read), Edns = new Edns(4096, isSecure) };

            // As it comes over the wire, so that the writer is compared, too.
            var ours = DnsReader.Read(DnsWriter.Write(server.Answer(query)!)).Value!;
            var theirs = await other.AskAsync(query);
            if (theirs.Code == ResponseCode.ServFail && IsCircle(ours))
            {
                // A circle of aliases is a failure to BIND, which tells it all the same.
                theirs = Copy(theirs, ours.Code, theirs.Authorities);
            }

            (ours, theirs) = WithoutOwnWays(ours, theirs, zone);
            Assert.True(Describe(theirs) == Describe(ours), $"seed {seed} {variant}, {query.Question}\n{program}:\n{Describe(theirs)}\nNetMesh:\n{Describe(ours)}\n\n{text}");
        }
    }

    private static bool IsCircle(DnsMessage answer) =>
        answer.Answers is [.., { Type: RecordType.CNAME } last] && answer.Answers.Any(record => record.Owner.Equals(last.Data.Name(0)));

    // That a wildcard lacks the type NSD proves in another way with NSEC3. Where the wildcard stands for another name it leaves out the closest encloser, which
    // RFC 5155 §7.2.5 wants; where the wildcard itself is asked for it adds one that nobody wants (§7.2.3). There both must agree on the rest.
    private static (DnsMessage Ours, DnsMessage Theirs) WithoutOwnWays(DnsMessage ours, DnsMessage theirs, Zone zone)
    {
        var denied = ours.Answers.LastOrDefault(record => record.Type == RecordType.CNAME)?.Data.Name(0) ?? ours.Question!.Name;
        if (ours.Edns is not { IsDnssecOk: true } || ours.Code != ResponseCode.NoError || !denied.IsAtOrBelow(zone.Name)
            || ours.Authorities.FirstOrDefault()?.Type != RecordType.SOA || zone.Apex.Set(RecordType.NSEC3PARAM) is not { } parameters)
        {
            return (ours, theirs);
        }

        // Of a name that is there only because of delegations that were left out, NSD shows no gap (RFC 5155 §7.2.4 wants it) when it is asked for DS.
        if (ours.Question!.Type == RecordType.DS && zone.Find(denied) is { Sets.IsEmpty: true }
            && ours.Authorities.Select(record => record.Owner).Except(theirs.Authorities.Select(record => record.Owner)).ToList() is [var gap])
        {
            return (Without(ours, gap, isThere: true), theirs);
        }

        var closest = zone.FindClosest(denied).Name;
        var encloser = Hashed(closest.Equals(denied) ? closest.Parent : closest);
        var isExtra = denied.IsWildcard && !ours.Authorities.Any(record => record.Owner.Equals(encloser));
        return closest.Equals(denied) ? (ours, isExtra ? Without(theirs, encloser) : theirs) : (Without(ours, encloser, isThere: true), Without(theirs, encloser));

        DomainName Hashed(DomainName name) =>
            zone.Name.Child(Encoding.ASCII.GetBytes(Base32Hex.Write(Nsec3Parameters.Of(parameters.Records[0].Data).Hash(name))))!;
    }

    private static DnsMessage Without(DnsMessage message, DomainName owner, bool isThere = false)
    {
        Assert.True(!isThere || message.Authorities.Any(record => record.Type == RecordType.NSEC3 && record.Owner.Equals(owner)), $"{message.Question}: no {owner}");
        return Copy(message, message.Code, [.. message.Authorities.Where(record => !record.Owner.Equals(owner))]);
    }

    private static DnsMessage Copy(DnsMessage message, ResponseCode code, ImmutableArray<ResourceRecord> authorities) => new()
    {
        Id = message.Id,
        Flags = message.Flags,
        Code = code,
        Question = message.Question,
        Answers = message.Answers,
        Authorities = authorities,
        Additionals = message.Additionals,
        Edns = message.Edns,
    };

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
