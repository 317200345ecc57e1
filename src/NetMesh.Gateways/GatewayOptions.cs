using NetMesh.Gateways.Transport;
using NetMesh.Planet.Hosts;
using NetMesh.Planet.Regions;
using NetMesh.Contracts.Names;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Signatures;

namespace NetMesh.Gateways;

/// <summary>How the gateways of a planet behave; the defaults suit a workstation.</summary>
public sealed record GatewayOptions
{
    /// <summary>On which real port each well-known one is served.</summary>
    public PortPlan Ports { get; init; } = PortPlan.Default;

    /// <summary>From where the planet can be reached.</summary>
    public ListenScope Listen { get; init; } = ListenScope.Loopback;

    /// <summary>
    /// The regions whose hosts real clients reach here; null: all that the planet carries. Where several processes run one planet, each answers for the regions
    /// whose addresses are its machine's. With none nothing listens, and hosts still dial real clients.
    /// </summary>
    public IReadOnlyList<Region>? Regions { get; init; }

    /// <summary>
    /// The planet's addresses need not be this machine's. Where they are not, nothing listens, and real clients reach the planet in namespaces alone
    /// (<see cref="GatewayHost.OpenDoor"/>); otherwise that is an error. Only with <see cref="ListenScope.Loopback"/>: who listens on every device wants to be reached.
    /// </summary>
    public bool MayBeElsewhere { get; init; }

    /// <summary>
    /// Every host of <see cref="Regions"/> has a socket of its own on each port, instead of one for all: several processes of one machine then answer for different
    /// regions on the same ports.
    /// </summary>
    public bool HostByHost { get; init; }

    /// <summary>Every region has a proxy on 127.0.0.1 (<see cref="GatewayCatalog.Proxies"/>).</summary>
    public bool HasProxies { get; init; }

    /// <summary>The folder of the certificate authority that vouches for the planet's servers; null: there is none, and nothing is served over TLS.</summary>
    public string? AuthorityFolder { get; init; }

    /// <summary>
    /// Datagrams of one kind that name servers answer to one network in a second (<see cref="Dns.ResponseRateLimit"/>); 0: as many as are asked for. The default is NSD's.
    /// </summary>
    public int NamesPerSecond { get; init; } = 200;

    /// <summary>What one stream may do.</summary>
    public StreamLimits Streams { get; init; } = new();

    /// <summary>Connections of real clients in all, to and from them.</summary>
    public int MaxConnections { get; init; } = 8192;

    /// <summary>Connections from one source address. Generous, because all the programs of a workstation share one.</summary>
    public int MaxConnectionsPerSource { get; init; } = 1024;

    /// <summary>How long a grain that dials a real client waits for its answer.</summary>
    public TimeSpan DialTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long stopping waits for connections to finish what they are sending.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Where hosts of the planet may dial real clients, besides the planet's own prefixes. By default nothing beyond this machine: a swarm's peer list is written by
    /// strangers.
    /// </summary>
    public IReadOnlyList<AddressPrefix> DialPrefixes { get; init; } = [AddressPrefix.Parse("127.0.0.0/8")];

    /// <summary>What the name servers of this process publish.</summary>
    public NameShelf NameShelf { get; init; } = new();

    /// <summary>Secrets that name servers share with others (RFC 8945).</summary>
    public IReadOnlyCollection<TransactionKey> NameKeys { get; init; } = [];

    /// <summary>How datagrams are moved.</summary>
    public DatagramDrive Datagrams { get; init; } = DatagramDrive.Best;
}
