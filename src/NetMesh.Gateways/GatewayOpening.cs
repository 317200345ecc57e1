using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using NetMesh.Gateways.BitTorrent;
using NetMesh.Gateways.Dns;
using NetMesh.Gateways.Encryption;
using NetMesh.Gateways.Namespaces;
using NetMesh.Gateways.Transport;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Gateways;

/// <summary>What a gateway finds when it opens, and where it hangs itself in.</summary>
public sealed class GatewayOpening
{
    private const int MostPorts = 20;

    private readonly TcpListeners listeners;
    private readonly ConnectionLimits limits;
    private readonly List<UdpGateway> datagrams;
    private readonly Dictionary<ushort, ushort> realPorts;
    private readonly PlanetAuthority? authority;

    internal GatewayOpening(
        INetwork network,
        IGrainFactory grains,
        PlanetMap map,
        GatewayOptions options,
        TimeProvider time,
        GatewayMetrics metrics,
        ConnectionLimits limits,
        TcpListeners listeners,
        List<UdpGateway> datagrams,
        Dictionary<ushort, ushort> realPorts,
        PlanetAuthority? authority = null)
    {
        Network = network;
        Map = map;
        Options = options;
        Time = time;
        Metrics = metrics;
        Trips = new RoundTrips(network, time);
        Trackers = new TrackerGateway(grains, Trips);
        Names = new NameGateway(grains, Trips, map, options.NameShelf, options.NameKeys, time);
        this.limits = limits;
        this.listeners = listeners;
        this.datagrams = datagrams;
        this.realPorts = realPorts;
        this.authority = authority;
    }

    public INetwork Network { get; }

    public PlanetMap Map { get; }

    public GatewayOptions Options { get; }

    public TimeProvider Time { get; }

    public GatewayMetrics Metrics { get; }

    /// <summary>The sockets were bound in this namespace; null: they are opened here.</summary>
    internal NamespaceGateways? Inside { get; init; }

    /// <summary>How questions and answers travel.</summary>
    public RoundTrips Trips { get; }

    /// <summary>Where announces of all transports meet.</summary>
    public TrackerGateway Trackers { get; }

    /// <summary>Where questions about names meet, of all transports.</summary>
    public NameGateway Names { get; }

    /// <summary>What takes connections, of all that was opened, for whoever brings some by another way than its own port.</summary>
    internal List<OpenedGateway> Opened { get; } = [];

    /// <summary>
    /// Opens the gateways that share a port. A port left to the system is one that is free for datagrams; when connections cannot have it too, because somebody's
    /// ephemeral port happens to be the same, the system chooses another.
    /// </summary>
    /// <param name="wellKnown">The port that they share.</param>
    /// <param name="sharing">The gateways, the one for datagrams first: its socket can still be given back, Kestrel's listeners cannot.</param>
    /// <exception cref="GatewayError">The port is in use, or the system refuses.</exception>
    internal void OpenShared(ushort wellKnown, IReadOnlyList<GatewayEntry> sharing)
    {
        var before = datagrams.Count;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                foreach (var entry in sharing)
                {
                    entry.Open(entry, this);
                }

                return;
            }
            catch (GatewayError error) when (error.Fault == GatewayFault.PortInUse && Options.Ports.RealPort(wellKnown) == 0 && attempt < MostPorts)
            {
                datagrams[before..].ForEach(gateway => gateway.Dispose());
                datagrams.RemoveRange(before, datagrams.Count - before);
                realPorts.Remove(wellKnown);
            }
        }
    }

    /// <summary>Opens a port whose connections are bytes.</summary>
    public void AddStream(GatewayEntry entry, ConnectionDelegate run)
    {
        var port = RealPort(entry);
        run = Encryption(entry)?.Invoke(run) ?? run;
        realPorts[entry.WellKnownPort] = listeners.AddStream(port, entry.Purpose, HostsAt(entry, port), Entrance(entry, port), run);
        Opened.Add(new OpenedGateway(entry, realPorts[entry.WellKnownPort], RealPort(entry.ListedPort)) { Run = run });
    }

    /// <summary>Opens a port whose connections are HTTP.</summary>
    public void AddHttp(GatewayEntry entry, RequestDelegate run)
    {
        var port = RealPort(entry);
        var encryption = Encryption(entry);
        realPorts[entry.WellKnownPort] = listeners.AddHttp(port, entry.Purpose, HostsAt(entry, port), Entrance(entry, port), run, encryption);
        Opened.Add(new OpenedGateway(entry, realPorts[entry.WellKnownPort], RealPort(entry.ListedPort)) { RunHttp = run, BeforeHttp = encryption });
    }

    /// <summary>Opens a port for datagrams.</summary>
    public void AddDatagrams(GatewayEntry entry, IDatagramHandler handler)
    {
        var port = RealPort(entry);
        handler = new AnycastDatagrams(handler, Network);
        if (Inside is not null)
        {
            Inside.Datagrams.Add(new BatchedUdpGateway(Inside.Socket(port, isDatagram: true), entry.Name, handler, Metrics, Inside.Listed(port, isDatagram: true)));
            return;
        }

        var gateway = UdpGateway.Open(port, entry.Purpose, entry.Name, handler, HostsAt(entry, port), Metrics, Options.HostByHost ? DatagramDrive.Plain : Options.Datagrams, Options.Listen);
        datagrams.Add(gateway);
        realPorts[entry.WellKnownPort] = gateway.Port;
    }

    // A port left to the system is chosen by whoever opens first; another transport of the same service follows.
    private ushort RealPort(GatewayEntry entry) => RealPort(entry.WellKnownPort);

    private ushort RealPort(ushort wellKnown) => realPorts.TryGetValue(wellKnown, out var chosen) ? chosen : Options.Ports.RealPort(wellKnown);

    // Where the directory lists what is called at a port; null: there.
    private ushort? ListedPort(GatewayEntry entry, ushort port) =>
        Inside?.Listed(port, isDatagram: false) ?? (entry.ListedPort == entry.WellKnownPort ? null : RealPort(entry.ListedPort));

    private StreamEntrance Entrance(GatewayEntry entry, ushort port) => new(entry.Name, entry.Service, Map, limits, Metrics, Trips, ListedPort(entry, port));

    private Func<ConnectionDelegate, ConnectionDelegate>? Encryption(GatewayEntry entry) =>
        entry.Encrypts is { } protocols ? new TlsEntrance(authority!, protocols, Trips, Time).Before : null;

    // A socket of its own must be there before the host serves. That of an anycast address is opened by one of those who answer for its sites.
    private IEnumerable<IPv4Address> HostsAt(GatewayEntry entry, ushort port) => Map.Hosts
        .Where(host => Options.Regions?.Contains(host.Region) ?? true)
        .Where(host => Options.HostByHost || Map.ServiceAt(new(host.Address, ListedPort(entry, port) ?? port))?.Name == entry.Service)
        .SelectMany(host => (IEnumerable<IPv4Address>)[host.Address, .. host.Anycast.Where(shared => !Options.HostByHost || Map.SitesOf(shared)[0] == host)])
        .Distinct();
}

/// <summary>A gateway that takes connections.</summary>
/// <param name="Entry">Its line in the catalog.</param>
/// <param name="RealPort">Where it is served.</param>
/// <param name="ListedPort">Where the directory lists what it serves.</param>
internal sealed record OpenedGateway(GatewayEntry Entry, ushort RealPort, ushort ListedPort)
{
    /// <summary>Runs a connection, with its <see cref="EnteredConnection"/>; null where it is HTTP.</summary>
    public ConnectionDelegate? Run { get; init; }

    /// <summary>Answers a request of such a connection; null where it is not HTTP.</summary>
    public RequestDelegate? RunHttp { get; init; }

    /// <summary>What a connection goes through before it is HTTP; null: nothing.</summary>
    public Func<ConnectionDelegate, ConnectionDelegate>? BeforeHttp { get; init; }
}
