using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NetMesh.Contracts.Names;
using NetMesh.Gateways.BitTorrent;
using NetMesh.Gateways.Encryption;
using NetMesh.Gateways.Namespaces;
using NetMesh.Gateways.Transport;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;

namespace NetMesh.Gateways;

/// <summary>
/// All gateways of a planet. Made before the network, because the network asks it for the world beyond the planet's hosts (<see cref="Outside"/>); started
/// after it.
/// </summary>
public sealed partial class GatewayHost : IAsyncDisposable
{
    private readonly PlanetMap map;
    private readonly GatewayOptions options;
    private readonly TimeProvider time;
    private readonly GatewayMetrics metrics;
    private readonly ConnectionLimits limits;
    private readonly OutsideDialler outside;
    private readonly ServiceProvider services;
    private readonly ILoggerFactory loggers;
    private readonly TcpListeners listeners;
    private readonly List<UdpGateway> datagrams = [];
    private readonly Dictionary<ushort, ushort> realPorts = [];
    private readonly Lazy<PlanetAuthority?> authority;

    /// <param name="map">The planet's directory.</param>
    /// <param name="options">Ports and limits.</param>
    /// <param name="time">The clock of limits and delays: the wall clock, but for tests.</param>
    /// <param name="loggers">Where Kestrel's log goes.</param>
    public GatewayHost(PlanetMap map, GatewayOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        this.map = map;
        this.options = options;
        this.time = time;
        this.loggers = loggers;
        metrics = new GatewayMetrics(map);
        limits = new ConnectionLimits(options.MaxConnections, options.MaxConnectionsPerSource);
        Entered = new EnteredHosts(map, options.Regions ?? map.Carried);
        outside = new OutsideDialler(options, map, Entered, metrics, limits, time, loggers);
        services = new ServiceCollection().AddSingleton(loggers).BuildServiceProvider();
        listeners = new TcpListeners(loggers, services, options.Listen, options.HostByHost);
        authority = new(() => options.AuthorityFolder is { } folder && Served.Any(entry => entry.Encrypts is not null) ? PlanetAuthority.Open(folder, time) : null);
    }

    /// <summary>The real clients beyond the planet's hosts, for the network.</summary>
    public IOutside Outside => outside;

    /// <summary>Where the name servers of this process publish, for the gateways.</summary>
    public NameShelf NameShelf => options.NameShelf;

    /// <summary>Who stands on the planet with a network namespace of his own.</summary>
    public EnteredHosts Entered { get; }

    /// <summary>The real port on which a well-known one is served; known once started.</summary>
    public ushort RealPort(ushort wellKnown) =>
        realPorts.TryGetValue(wellKnown, out var port) ? port : options.Ports.RealPort(wellKnown);

    // Of the catalog, what this planet has a use for.
    private IReadOnlyList<GatewayEntry> Served => GatewayCatalog.Of(map, options.Ports, options.AuthorityFolder is not null);

    /// <summary>Connections of real clients of this region that are open now.</summary>
    public int ClientsIn(string region) => metrics.OpenIn(region);

    /// <summary>One line for the user when this system lets real clients reach less of the planet than others do; null when it does not.</summary>
    public string? Notice { get; private set; }

    /// <summary>Opens every gateway of the catalog.</summary>
    /// <exception cref="GatewayError">A port is in use, a privilege is missing, or an address cannot be served: one line, ready to be shown.</exception>
    public async Task StartAsync(INetwork network, IGrainFactory grains, CancellationToken cancellation)
    {
        var isElsewhere = CheckAddresses();
        if (isElsewhere)
        {
            Notice = $"the planet's addresses ({map.Regions[0].Prefix} and so on) are not this machine's: it is reached by netmesh enter alone";
        }
        else if (!GatewaySockets.CanServeAllHosts(options.Listen))
        {
            Notice = "this system cannot tie a socket to its loopback device: real clients reach only the hosts that serve now, not those that begin later";
        }

        planet = (network, grains);
        var opening = new GatewayOpening(network, grains, map, options, time, metrics, limits, listeners, datagrams, realPorts, authority.Value);
        foreach (var sharing in isElsewhere || options.Regions is { Count: 0 } ? [] : Served.GroupBy(entry => entry.WellKnownPort))
        {
            opening.OpenShared(sharing.Key, [.. sharing]);
        }

        if (options.HasProxies && opening.Opened.Count > 0)
        {
            await OpenProxiesAsync(opening, cancellation);
        }

        outside.Open(network, Served.Select(entry => RealPort(entry.WellKnownPort)));
        await listeners.StartAsync(cancellation);
        datagrams.ForEach(gateway => gateway.Start());
    }

    /// <summary>Takes nothing new, lets connections finish what they are sending for as long as the options say, then ends the rest.</summary>
    public async Task StopAsync()
    {
        if (door is not null)
        {
            await door.DisposeAsync();
        }

        using var patience = new CancellationTokenSource(options.DrainTime, time);
        await Task.WhenAll(listeners.StopAsync(patience.Token), proxies?.StopAsync(patience.Token) ?? Task.CompletedTask, outside.StopAsync(patience.Token));
        datagrams.ForEach(gateway => gateway.Dispose());
    }

    public async ValueTask DisposeAsync()
    {
        if (door is not null)
        {
            await door.DisposeAsync();
        }

        datagrams.ForEach(gateway => gateway.Dispose());
        await listeners.DisposeAsync();
        await (proxies?.DisposeAsync() ?? default);
        await outside.DisposeAsync();
        await services.DisposeAsync();
        metrics.Dispose();
    }

    /// <summary>An address that is not this machine's can neither be called nor answer.</summary>
    /// <returns>None of them are, and need not be.</returns>
    private bool CheckAddresses()
    {
        foreach (var host in map.Hosts)
        {
            if (map.RegionOf(host.Address) is null)
            {
                throw new GatewayError(
                    GatewayFault.AddressUnavailable,
                    $"host {host.Name}: {host.Address} is in no region's prefix; give it an address in one of {string.Join(", ", map.Regions.Select(region => region.Prefix))}");
            }
        }

        if (OperatingSystem.IsLinux())
        {
            var carried = (options.Regions ?? map.Carried).Where(region => region.Prefix.Count > 1).ToList();
            if (options is { MayBeElsewhere: true, Listen: ListenScope.Loopback } && !carried.Any(region => GatewaySockets.IsLocal(region.Prefix.At(1))))
            {
                return true;
            }

            foreach (var region in carried)
            {
                GatewaySockets.OpenAt(SocketType.Dgram, new IPEndPoint(region.Prefix.At(1).ToIPAddress(), 0), $"region {region.Label}").Dispose();
            }
        }

        return false;
    }
}
