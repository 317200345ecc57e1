using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Resolving;
using NetMesh.Protocols.Dns.Security;
using NetMesh.Protocols.Dns.Security.Validating;
using NetMesh.Protocols.Dns.Zones;
using NetMesh.Protocols.Tests.Dns.Resolving;
using NetMesh.Protocols.Tests.Dns.Zones;

namespace NetMesh.Protocols.Tests.Dns.Security.Validating;

/// <summary>A tree whose root, <c>com</c> and <c>netcinema.com</c> are signed, and whose <c>kingcdn.com</c> is not, with a resolver that trusts the root's key.</summary>
internal sealed class SignedTree
{
    public const string NetCinemaServer = "10.0.1.1";
    public const string ComServer = "10.0.0.2";

    public const string NetCinema =
        "$TTL 3600\n@ SOA dns1 h 1 1 1 1 300\n NS dns1\ndns1 A 10.0.1.1\nwww 60 A 10.9.9.9\nwww 60 A 10.9.9.8\n*.pages A 10.9.9.7\nx.y.pages A 10.9.9.6\nalso CNAME www\nany.also CNAME no.such\n"
        + "*.star CNAME www\nout CNAME www.kingcdn.com.\nold DNAME new\nwww.new A 10.9.9.5\nsub NS dns.sub\ndns.sub A 10.0.1.9\n";

    private const string Com = "$TTL 3600\n@ SOA g h 1 1 1 1 900\n NS g\ng A 10.0.0.2\nnetcinema NS dns1.netcinema\ndns1.netcinema A 10.0.1.1\nkingcdn NS dns.kingcdn\ndns.kingcdn A 10.0.2.1\n";

    private static readonly DateTimeOffset Epoch = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    // Keys take a while to make, and are nobody's secret here.
    private static readonly SigningKey Key = SigningKey.Generate(isEntryPoint: true);

    // Likewise.
    private static readonly ConcurrentDictionary<(string Zone, string Records, string Chain), Zone> Signed = [];

    private readonly Nsec3Parameters? hashing;

    public SignedTree(Nsec3Parameters? hashing = null)
    {
        this.hashing = hashing;
        Serve(NetCinemaServer, "netcinema.com.", NetCinema);
        Tree.Serve("10.0.2.1", "kingcdn.com.", "@ SOA dns h 1 1 1 1 300\n NS dns\ndns A 10.0.2.1\nwww A 10.7.7.7");
        Serve(ComServer, "com.", $"{Com}netcinema DS {Pointer("netcinema.com.")}\n");
        var root = Serve("10.0.0.1", ".", $"$TTL 3600\n@ SOA a. h. 1 1 1 1 900\n NS a.root.\na.root. A 10.0.0.1\ncom NS g.com.\ng.com. A 10.0.0.2\ncom DS {Pointer("com.")}\n");
        Trust(TrustAnchors.EntryPointsOf(root.Apex.Set(RecordType.DNSKEY)!.Records));
    }

    public NameTree Tree { get; } = new();

    public static uint Inception => SignatureTime.Of(Epoch.AddDays(-1));

    public static uint Expiration => SignatureTime.Of(Epoch.AddDays(10));

    public void Trust(IEnumerable<ResourceRecord> anchors) => Tree.Trust = new TrustedTime(new TrustAnchors(anchors), Epoch);

    /// <summary>Signs a zone and puts it on a server.</summary>
    public Zone Serve(string server, string zone, string records)
    {
        var chain = hashing is { } it ? $"{it.Flags} {it.Iterations} {it.Salt.Length}" : "";
        var signed = Signed.GetOrAdd((zone, records, chain), _ => new ZoneSigner([Key], Inception, Expiration, hashing).Sign(ZoneLookupTests.Make(records, zone)));
        Tree.Serve(server, signed);
        return signed;
    }

    /// <summary>The DS record of every zone's one key, as text.</summary>
    public static string Pointer(string zone) => PointerOf(zone).ToString();

    /// <summary>Likewise, as data.</summary>
    public static RecordData PointerOf(string zone) => Key.Public.DelegationSigner(DomainName.Parse(zone));

    /// <summary>Asks the resolver: code, what it is worth, why, and the data, in a line.</summary>
    public string Line(string name, RecordType type = RecordType.A, MessageFlags flags = MessageFlags.AuthenticData) => Describe(Tree.Resolve(Query(name, type, flags)));

    /// <summary>The same with signatures and proofs.</summary>
    public DnsMessage Ask(string name, RecordType type = RecordType.A, MessageFlags flags = MessageFlags.None) => Tree.Resolve(Query(name, type, flags, isSecure: true));

    /// <summary>An answer with other records.</summary>
    public static DnsMessage With(DnsMessage answer, Func<ResourceRecord, ResourceRecord?> change, ResponseCode? code = null) => new()
    {
        Id = answer.Id,
        Flags = answer.Flags,
        Code = code ?? answer.Code,
        Question = answer.Question,
        Answers = Changed(answer.Answers, change),
        Authorities = Changed(answer.Authorities, change),
        Additionals = answer.Additionals,
        Edns = answer.Edns,
    };

    private static ImmutableArray<ResourceRecord> Changed(ImmutableArray<ResourceRecord> records, Func<ResourceRecord, ResourceRecord?> change) =>
        [.. records.Select(change).OfType<ResourceRecord>()];

    private static DnsMessage Query(string name, RecordType type, MessageFlags flags, bool isSecure = false) => new()
    {
        Id = 1,
        Flags = flags,
        Question = new Question(DomainName.Parse(name), type),
        Edns = new Edns(Edns.UsualUdpLength, isSecure),
    };

    private static string Describe(DnsMessage answer)
    {
        var line = new StringBuilder($"{answer.Code}");
        line.Append(answer.Flags.HasFlag(MessageFlags.AuthenticData) ? " secure" : "");
        foreach (var option in answer.Edns!.Options)
        {
            line.Append($" {(ExtendedErrorCode)((option.Data[0] << 8) | option.Data[1])}");
        }

        foreach (var record in answer.Answers)
        {
            line.Append($" {record.Data}");
        }

        return line.ToString();
    }
}
