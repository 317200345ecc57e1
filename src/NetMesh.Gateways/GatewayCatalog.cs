using System.Net.Security;
using NetMesh.Contracts.Hosts;
using NetMesh.Gateways.BitTorrent;
using NetMesh.Gateways.Dns;
using NetMesh.Gateways.Proxies;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Gateways;

/// <summary>What a gateway's port carries.</summary>
public enum GatewayTransport
{
    Tcp,
    Http,
    Udp,
}

/// <summary>One way into the planet for real clients.</summary>
/// <param name="Name">The protocol as metrics name it.</param>
/// <param name="Transport">What its port carries.</param>
/// <param name="WellKnownPort">The port by custom; <see cref="Planet.Hosts.PortPlan"/> says where it really is.</param>
/// <param name="Service">The service that the called host must have in the directory.</param>
/// <param name="Purpose">What it is for, in words for a table and for errors.</param>
/// <param name="Open">Opens it.</param>
public sealed record GatewayEntry(
    string Name, GatewayTransport Transport, ushort WellKnownPort, string Service, string Purpose, Action<GatewayEntry, GatewayOpening> Open)
{
    /// <summary>Such programs run where the world says so, and nowhere else: a planet without one leaves the port to others.</summary>
    public bool IsWhereTheWorldHasIt { get; init; }

    /// <summary>The well-known port under which the directory lists the service: another than its own where a service has several ways in.</summary>
    public ushort ListedPort { get; init; } = WellKnownPort;

    /// <summary>What is spoken within TLS there, the best first; null: everybody can read along.</summary>
    public IReadOnlyList<SslApplicationProtocol>? Encrypts { get; init; }
}

/// <summary>
/// Every gateway there is, in the order they open: of those that share a port the one for datagrams first (<see cref="GatewayOpening.OpenShared"/>). A protocol is added with a folder, its gateway, and one line here.
/// </summary>
public static class GatewayCatalog
{
    public static IReadOnlyList<GatewayEntry> All { get; } =
    [
        // Peers are dialled by address and port as the tracker lists them, so this port is also the grains' own (BEP 3 names 6881 to 6889).
        new(
            PeerWireGateway.Protocol, GatewayTransport.Tcp, ServiceNames.PeerPort, ServiceNames.Peer, "BitTorrent peers",
            static (entry, to) => to.AddStream(entry, new PeerWireGateway(to.Network, to.Options, to.Time).RunAsync)),

        // One port number for both kinds of announce, as public trackers have it: UDP is what busy ones prefer, two datagrams instead of a connection (BEP 15) ...
        new(
            TrackerUdpGateway.Protocol, GatewayTransport.Udp, ServiceNames.TrackerPort, ServiceNames.Tracker, "BitTorrent trackers over UDP",
            static (entry, to) => to.AddDatagrams(entry, new TrackerUdpGateway(to.Trackers, to.Trips, to.Map, to.Metrics, to.Time))),

        // ... and HTTP what older torrents name (BEP 3).
        new(
            TrackerHttpGateway.Protocol, GatewayTransport.Http, ServiceNames.TrackerPort, ServiceNames.Tracker, "BitTorrent trackers over HTTP",
            static (entry, to) => to.AddHttp(entry, new TrackerHttpGateway(to.Trackers, to.Trips).RunAsync)),

        // Questions about names come as datagrams, and those whose answers are too long for one come again over connections (RFC 1035 §4.2, RFC 7766).
        new(
            NameUdpGateway.Protocol, GatewayTransport.Udp, ServiceNames.NameServerPort, ServiceNames.NameServer, "name servers over UDP",
            static (entry, to) => to.AddDatagrams(entry, new NameUdpGateway(to.Names, to.Trips, to.Map, to.Metrics, to.Options.NamesPerSecond is > 0 and var most ? new ResponseRateLimit(most, to.Time) : null)))
        {
            IsWhereTheWorldHasIt = true,
        },
        new(
            NameTcpGateway.Protocol, GatewayTransport.Tcp, ServiceNames.NameServerPort, ServiceNames.NameServer, "name servers over TCP",
            static (entry, to) => to.AddStream(entry, new NameTcpGateway(to.Names, to.Trips, to.Options.Streams, to.Time).RunAsync))
        {
            IsWhereTheWorldHasIt = true,
        },

        // Nobody between may read or change what is asked: over TLS (RFC 7858) ...
        new(
            NameTcpGateway.TlsProtocol, GatewayTransport.Tcp, ServiceNames.NameServerTlsPort, ServiceNames.NameServer, "name servers over TLS",
            static (entry, to) => to.AddStream(entry, new NameTcpGateway(to.Names, to.Trips, to.Options.Streams, to.Time, NameTransport.Tls).RunAsync))
        {
            IsWhereTheWorldHasIt = true,
            ListedPort = ServiceNames.NameServerPort,
            Encrypts = [NameTcpGateway.TlsName],
        },

        // ... or over HTTPS, as browsers do (RFC 8484).
        new(
            NameHttpsGateway.Protocol, GatewayTransport.Http, ServiceNames.HttpsPort, ServiceNames.NameServer, "name servers over HTTPS",
            static (entry, to) => to.AddHttp(entry, new NameHttpsGateway(to.Names, to.Trips).RunAsync))
        {
            IsWhereTheWorldHasIt = true,
            ListedPort = ServiceNames.NameServerPort,
            Encrypts = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
        },
    ];

    /// <summary>Those that a planet opens.</summary>
    /// <param name="map">Its directory, with the services that the world gives it.</param>
    /// <param name="ports">Its ports.</param>
    /// <param name="encrypts">It has an authority whose certificates its servers can show.</param>
    public static IReadOnlyList<GatewayEntry> Of(PlanetMap map, PortPlan ports, bool encrypts) => [.. All.Where(entry =>
        (encrypts || entry.Encrypts is null)
        && (!entry.IsWhereTheWorldHasIt || map.Hosts.Any(host => map.ServiceAt(new Endpoint(host.Address, ports.RealPort(entry.ListedPort)))?.Name == entry.Service)))];

    /// <summary>
    /// A way in of another kind, with a port for each region instead of one for all hosts, so that any browser can be in that region: through it clients call whatever
    /// of <see cref="All"/> takes connections, and whoever has entered the planet.
    /// </summary>
    public static ProxyEntry Proxies { get; } = new(ProxyGateway.Protocol, 8100, "SOCKS5 and HTTP proxy");
}

/// <summary>The proxies of all regions.</summary>
/// <param name="Name">Their protocol as metrics name it.</param>
/// <param name="FirstPort">
/// The first region's port in the numbering of well-known ones, although it is none; <see cref="Planet.Hosts.PortPlan"/> says where it really is. The other regions' follow it, in the world's order.
/// </param>
/// <param name="Purpose">What they are for, in words for a table and for errors.</param>
public sealed record ProxyEntry(string Name, ushort FirstPort, string Purpose);
