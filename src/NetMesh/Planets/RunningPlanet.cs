using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NetMesh.Clock;
using NetMesh.Commands;
using NetMesh.Contracts.Hosts;
using NetMesh.Contracts.Names;
using NetMesh.Control;
using NetMesh.Dashboard;
using NetMesh.Gateways;
using NetMesh.Gateways.Dns;
using NetMesh.Gateways.Namespaces;
using NetMesh.Gateways.Transport;
using NetMesh.Grains;
using NetMesh.Grains.Hosts;
using NetMesh.Grains.Peers.Watching;
using NetMesh.Grains.Pieces;
using NetMesh.Labs.Telemetry;
using NetMesh.Labs.Worlds;
using NetMesh.Planet;
using NetMesh.Planet.Faults;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Trackers;
using NetMesh.Telemetry;

namespace NetMesh.Planets;

/// <summary>
/// A planet that runs: where all parts meet. In order:
/// <list type="number">
/// <item>the data folder is locked, so that everything after it has it alone;</item>
/// <item>the map is filled from the world;</item>
/// <item>the host of grains starts, with the network and the piece store among its services;</item>
/// <item>the world's swarms start, gateways open, the control API answers: the planet is ready;</item>
/// <item>what was shared before is verified and comes back, while real clients are served already.</item>
/// </list>
/// </summary>
internal sealed class RunningPlanet : IAsyncDisposable
{
    private readonly PlanetSettings settings;
    private readonly CancellationTokenSource stopping = new();

    // Disposed in the opposite order: who takes from the outside first, who holds the data last.
    private readonly Stack<object> parts = [];
    private GatewayHost? gateways;
    private Task restoring = Task.CompletedTask;

    private RunningPlanet(PlanetSettings settings) => this.settings = settings;

    public PlanetMap Map { get; private set; } = null!;

    public PortPlan Ports => settings.Ports;

    public IGrainFactory Grains { get; private set; } = null!;

    public INetwork Network { get; private set; } = null!;

    public PlanetSwarms Swarms { get; private set; } = null!;

    /// <summary>What is broken, and how to break and heal.</summary>
    public PlanetFaults Faults { get; private set; } = null!;

    /// <summary>What it holds, as its file says.</summary>
    public World World => settings.World;

    /// <summary>Everything random derives from it.</summary>
    public long Seed => settings.Seed;

    /// <summary>The folder with recorded runs of labs.</summary>
    public string Recordings { get; private set; } = "";

    /// <summary>What there is to see of it while it runs.</summary>
    public LiveSources Live { get; private set; } = null!;

    /// <summary>Shows it.</summary>
    public LiveFeed Feed { get; private set; } = null!;

    /// <summary>Where commands enter; null: nowhere.</summary>
    public DoorView? Door => gateways?.DoorPath is { } path ? new DoorView(path, [.. gateways.Entered.Regions.Select(region => region.Label)]) : null;

    /// <exception cref="CommandFailure">A port or the data folder is taken, or something else that one line can say.</exception>
    public static async Task<RunningPlanet> StartAsync(PlanetSettings settings)
    {
        var planet = new RunningPlanet(settings);
        try
        {
            await planet.StartPartsAsync();
            return planet;
        }
        catch (Exception e)
        {
            await planet.DisposeAsync();
            throw e is GatewayError error ? new CommandFailure(error.ExitCode, error.Message) : e;
        }
    }

    private string PlaceOf(IPv4Address address) =>
        Map.SitesOf(address) is [{ } first, ..] sites ? $"{string.Join(", ", sites.Select(site => site.Name))}{(first.Anycast.Length > 1 ? $", as at {first.Anycast[^1]}" : "")}"
        : Map.HostAt(address) is { } host ? $"{host.Name} in {host.Region.Label}"
        : $"abroad, in {Map.RegionOf(address)!.Label}";

    /// <summary>Where a user gets in, for the table that <c>up</c> prints.</summary>
    public EntryPoints EntryPoints()
    {
        var control = $"http://127.0.0.1:{settings.ControlPort}";
        var entries = new List<EntryPoint>
        {
            new("dashboard", $"{control}/", "map, swarms and faults, for a browser"),
            new("control", control, "/healthz /metrics /api/openapi.json"),
        };
        if (settings.Seat is { Silo: { } silo, Cluster: var cluster })
        {
            var regions = string.Join(", ", settings.OwnRegions.Select(region => region.Label));
            entries.Add(new EntryPoint("silo", $"{silo.Address}:{silo.SiloPort}", $"'{silo.Label}' of cluster '{cluster.Name}', home of {regions}"));
        }

        foreach (var service in settings.World.Services.Where(service => service.Service == ServiceNames.Tracker))
        {
            var tracker = new Endpoint(service.Host, Ports.RealPort(ServiceNames.TrackerPort));
            entries.AddRange(TrackerUrls.Of(tracker).Select(tier => new EntryPoint("tracker", tier[0], PlaceOf(service.Host))));
        }

        entries.AddRange(settings.World.Resolvers.Select(resolver => new EntryPoint(
            "resolver", new Endpoint(resolver, Ports.RealPort(ServiceNames.NameServerPort)).ToString(), PlaceOf(resolver))));
        IPv4Address Called(IPv4Address server) => Map.HostAt(server) is { Anycast: [var shared, ..] } ? shared : server;
        foreach (var servers in settings.World.Zones.SelectMany(zone => zone.Servers.Select(server => (Server: Called(server), zone.Name))).Distinct().GroupBy(it => it.Server, it => it.Name))
        {
            var note = $"{string.Join(", ", servers)} at {PlaceOf(servers.Key)}";
            entries.Add(new EntryPoint("names", new Endpoint(servers.Key, Ports.RealPort(ServiceNames.NameServerPort)).ToString(), note));
        }

        entries.AddRange(settings.World.Swarms.Where(swarm => !swarm.Members.IsEmpty).Select(swarm => new EntryPoint(
            "swarm",
            $"http://127.0.0.1:{settings.ControlPort}/api/swarms/{swarm.Name}/torrent",
            $"{Output.Size(swarm.ContentLength)}, {swarm.Members.Count(member => member.IsSeed)} seeds, {swarm.Members.Count(member => !member.IsSeed)} leechers")));
        entries.AddRange(Map.Regions.Select(region => new EntryPoint(
            "region",
            region.Prefix.ToString(),
            Map.Carried.Contains(region) ? $"{region.Label}, {Map.Hosts.Count(host => host.Region == region)} hosts{(region == Map.Home ? ", home" : "")}" : $"{region.Label}, abroad")));
        entries.AddRange(gateways!.Proxies.Select(proxy => new EntryPoint("proxy", proxy.At.ToString(), $"{proxy.Region.Label}, SOCKS5 and HTTP")));
        return new EntryPoints(settings.World.Name, settings.Seed, Path.GetFullPath(settings.DataPath), entries);
    }

    /// <summary>Takes nothing new, lets what is under way finish, then ends the grains, then lets go of the data.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await restoring.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (gateways is not null)
        {
            await gateways.StopAsync();
        }

        while (parts.TryPop(out var part))
        {
            switch (part)
            {
                case IAsyncDisposable asynchronous:
                    await asynchronous.DisposeAsync();
                    break;
                case IDisposable disposable:
                    disposable.Dispose();
                    break;
            }
        }

        stopping.Dispose();
    }

    private async Task StartPartsAsync()
    {
        var data = Keep(DataFolder.Open(settings.DataPath));
        data.MustBeOf(settings.World.Prefix);
        Recordings = data.Recordings;
        var metrics = Keep(new MetricRecorder(hasRuntime: true));
        var store = Keep(new DiskPieceStore(data.Path));
        Map = settings.World.ToMap(Ports, runsHere: settings.Seat is null);
        var opened = new GatewayHost(Map, settings.Gateways, TimeProvider.System, NullLoggerFactory.Instance);
        Keep(opened);

        // Counts from the first peer on: on a cluster, other silos' calls bring grains here as soon as the host takes part.
        var swarms = new SwarmWatch();
        var peers = Keep(new SwarmMetrics(swarms, Map));
        var host = Keep(await GrainHost.StartAsync(Map, data.Grains, settings.Seat, services =>
        {
            services.AddSingleton(Ports);
            services.AddSingleton<IPieceStore>(store);
            services.AddSingleton(opened.Outside);
            services.AddSingleton(swarms);
            services.AddSingleton(settings.World.Names);
            services.AddSingleton(opened.NameShelf);
            services.AddSingleton<IOutsideNames>(new OutsideNames(TimeProvider.System));
            services.AddPrograms(Map, settings.World.Network with { Unshaped = !settings.Shapes }, settings.Streams);
        }));
        Export();
        Grains = host.Grains;
        Faults = new PlanetFaults(settings, Map, host.Services.GetRequiredService<FaultBoard>(), host.Services.GetRequiredService<HostDoor>());
        Swarms = new PlanetSwarms(settings, Map, opened.Entered, store, host, data, Warn);
        Swarms.Reserve();

        gateways = opened;
        var network = (Network)host.Services.GetRequiredService<INetwork>();
        Network = network;
        Live = new LiveSources(Map, network, Faults, opened, Swarms, peers, host.Services.GetRequiredService<TimeProvider>());
        await opened.StartAsync(network, Grains, stopping.Token);
        if (opened.Notice is { } notice)
        {
            Warn(notice);
        }

        await WakeZonesAsync();
        OpenDoor(opened, data);
        Feed = new LiveFeed(TimeProvider.System, () => Live.Age);
        Keep(await ControlServer.StartAsync(settings.ControlPort, settings.MetricsPort, this, metrics));

        // Ends before the server does, which waits for the streams.
        Keep(Feed);
        await Swarms.StartWorldsAsync(stopping.Token);
        restoring = Task.Run(() => Swarms.RestoreSharedAsync(stopping.Token));
    }

    // Those that change do so with nobody asking for them. Each zone stands behind the one above, which is to point at its keys.
    private async Task WakeZonesAsync()
    {
        foreach (var zone in settings.World.Names.Zones.Where(zone => zone.IsKept))
        {
            var abroad = zone.Servers.Where(server => Map.HostAt(server) is null).ToList();
            if (zone.Primary is null && abroad.Count > 0 && abroad.Count < zone.Servers.Length)
            {
                Warn($"the zone {zone.Name} changes and has servers on several planets ({string.Join(", ", abroad)} are abroad): on each it becomes another one");
            }

            var woken = Grains.OwnerOf(zone.Name).WakeAsync();
            if (zone.Primary is null)
            {
                try
                {
                    await woken;
                }
                catch (TimeoutException)
                {
                    Warn($"the zone {zone.Name} is so large that it is still being signed; it is answered from once it is");
                }
            }
        }
    }

    private void Export()
    {
        if (OtlpExport.Start() is { } export)
        {
            Keep(export);
        }
    }

    // A planet that cannot be entered is a planet all the same.
    private void OpenDoor(GatewayHost opened, DataFolder data)
    {
        if (!NamespaceLine.IsSupported || !settings.HasGateways)
        {
            return;
        }

        try
        {
            opened.OpenDoor(data.Door);
        }
        catch (IOException e)
        {
            Warn(e.Message);
        }
    }

    private static void Warn(string line) => Console.Error.WriteLine($"netmesh: {line}");

    private T Keep<T>(T part)
        where T : class
    {
        parts.Push(part);
        return part;
    }
}
