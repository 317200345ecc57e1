using System.Net.Sockets;
using NetMesh.Gateways.Namespaces;
using NetMesh.Gateways.Transport;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Gateways;

// The planet in network namespaces: the same catalog, opened once more on sockets that were bound there.
public sealed partial class GatewayHost : INamespaceGateways
{
    private (INetwork Network, IGrainFactory Grains)? planet;
    private NamespaceDoor? door;

    /// <summary>Where commands enter; null: nowhere.</summary>
    public string? DoorPath => door?.Path;

    /// <inheritdoc/>
    IReadOnlyList<ServedPort> INamespaceGateways.Ports =>
    [
        .. (from entry in Served
            from port in (ushort[])[entry.WellKnownPort, RealPort(entry.WellKnownPort)]
            select new ServedPort(port, entry.Transport == GatewayTransport.Udp, RealPort(entry.ListedPort), entry.Purpose)).DistinctBy(port => (port.Port, port.IsDatagram)),
    ];

    /// <inheritdoc/>
    IReadOnlyList<AddressPrefix> INamespaceGateways.Prefixes => [.. map.Regions.Select(region => region.Prefix), .. map.Hosts.SelectMany(host => host.Anycast).Distinct().Order().Select(shared => new AddressPrefix(shared, 32))];

    /// <summary>From now on commands can enter the planet.</summary>
    /// <param name="path">Where their socket is made.</param>
    /// <exception cref="IOException">It cannot be made there, one line.</exception>
    public void OpenDoor(string path) => door = new NamespaceDoor(path, Entered, this);

    /// <inheritdoc/>
    async Task<IAsyncDisposable> INamespaceGateways.ServeAsync(IReadOnlyList<ServedPort> ports, IReadOnlyList<Socket> sockets)
    {
        var (network, grains) = planet ?? throw new InvalidOperationException("the gateways have not started");
        var inside = new NamespaceGateways(ports, sockets, opener => new TcpListeners(loggers, services, opener));
        try
        {
            // What is called by its well-known number first, then what the directory and trackers name.
            foreach (var plan in (PortPlan[])[PortPlan.WellKnown, Listed()])
            {
                var opening = new GatewayOpening(network, grains, map, options with { Ports = plan }, time, metrics, limits, inside.Listeners, inside.Datagrams, [], authority.Value)
                {
                    Inside = inside,
                };
                foreach (var entry in Served.Where(entry => plan == PortPlan.WellKnown || RealPort(entry.WellKnownPort) != entry.WellKnownPort))
                {
                    entry.Open(entry, opening);
                }
            }

            await inside.Listeners.StartAsync(CancellationToken.None);
            inside.Datagrams.ForEach(gateway => gateway.Start());
            return inside;
        }
        catch
        {
            await inside.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    async Task<IAsyncDisposable?> INamespaceGateways.ShowAsync(Socket socket, Endpoint at, bool isDatagram)
    {
        var network = planet!.Value.Network;
        if (isDatagram)
        {
            return new DatagramFace(socket, at, network, metrics.Of(OpaqueCodec.Protocol, map.RegionLabel(at.Address)));
        }

        var shown = new TcpListeners(loggers, services, (_, _, _, _) => [socket]);
        try
        {
            shown.AddStream(at.Port, "a host", [], new StreamEntrance(OpaqueCodec.Protocol, null, map, limits, metrics), connection =>
            {
                var called = connection.Features.Get<EnteredConnection>()!;
                return new StreamPump(network, new OpaqueCodec(), called.Traffic, OpaqueCodec.LimitsOf(options.Streams), time).RunDialledAsync(connection, called);
            });
            await shown.StartAsync(CancellationToken.None);
            return shown;
        }
        catch
        {
            await shown.DisposeAsync();
            throw;
        }
    }

    private PortPlan Listed() =>
        Served.Aggregate(PortPlan.WellKnown, (plan, entry) => plan.With(entry.WellKnownPort, RealPort(entry.WellKnownPort)));
}
