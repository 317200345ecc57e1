using System.Net;
using NetMesh.Gateways.Proxies;
using NetMesh.Gateways.Transport;
using NetMesh.Planet.Regions;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Gateways;

// The regions' proxies: on this machine's own address, whatever the planet's hosts can be reached from.
public sealed partial class GatewayHost
{
    private TcpListeners? proxies;

    /// <summary>Where each region's proxy listens; known once started.</summary>
    public IReadOnlyList<(Region Region, Endpoint At)> Proxies { get; private set; } = [];

    private async Task OpenProxiesAsync(GatewayOpening opening, CancellationToken cancellation)
    {
        var opened = proxies = new TcpListeners(loggers, services, (type, port, purpose, _) => [GatewaySockets.OpenAt(type, new IPEndPoint(IPAddress.Loopback, port), purpose)]);
        var gateway = new ProxyGateway(opening, Entered);
        var first = options.Ports.RealPort(GatewayCatalog.Proxies.FirstPort);
        List<(Region, Endpoint)> listening = [];

        // A region keeps its port whichever of the regions this process answers for.
        foreach (var (index, region) in map.Regions.Index().Where(it => (options.Regions ?? map.Carried).Contains(it.Item)))
        {
            // A region too small for entering has no proxy either.
            if (Entered.TryTake(region) is { } standsAt)
            {
                var port = opened.AddHttp(
                    first == 0 ? first : (ushort)(first + index),
                    $"{GatewayCatalog.Proxies.Purpose} of {region.Label}",
                    [],
                    new StreamEntrance(ProxyGateway.Protocol, null, map, limits, metrics, standsAt: standsAt),
                    gateway.RunHttpAsync,
                    http => connection => gateway.RunAsync(connection, http));
                listening.Add((region, new Endpoint(IPv4Address.Parse("127.0.0.1"), port)));
            }
        }

        await opened.StartAsync(cancellation);
        Proxies = listening;
    }
}
