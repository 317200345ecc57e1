using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Protocols.Dns.Resolving;

/// <summary>What a goal is sought for.</summary>
internal enum GoalKind
{
    /// <summary>The client wants to know it.</summary>
    Answer,

    /// <summary>The address of a server that is to be asked.</summary>
    ServerAddress,

    /// <summary>Keys, and what points at them.</summary>
    Evidence,
}

/// <summary>A name and type that are sought, and how far that has come.</summary>
internal sealed class Goal(DomainName name, RecordType type, GoalKind kind)
{
    private readonly Dictionary<IPv4Address, int> failures = [];

    public DomainName Name => name;

    public RecordType Type => type;

    public GoalKind Kind => kind;

    /// <summary>Ancestors with so many labels, and fewer, begin no zone that we were not sent to.</summary>
    public int NoCutUpTo { get; set; }

    /// <summary>Servers are asked for the whole name.</summary>
    public bool AsksWhole { get; set; }

    /// <summary>What a server said, if the cache does not keep it: it holds for this question in any case.</summary>
    public CachedAnswer? Said { get; set; }

    /// <summary>Likewise, that the name is another's alias.</summary>
    public CachedAnswer? SaidAlias { get; set; }

    /// <summary>A question whose answer had no room in a datagram, and is to be asked over a connection.</summary>
    public Asked? Truncated { get; set; }

    public bool IsHopeless { get; set; }

    /// <summary>Zones that we were sent to for this: when none of their servers is of help, whoever sent us would only send us there again.</summary>
    public HashSet<DomainName> SentTo { get; } = [];

    public HashSet<DomainName> Sought { get; } = [];

    public bool MayAsk(IPv4Address server) => failures.GetValueOrDefault(server) < 3;

    /// <summary>A server was no help; after three points it is not asked again.</summary>
    public void Fail(IPv4Address server, int times) => failures[server] = failures.GetValueOrDefault(server) + times;
}
