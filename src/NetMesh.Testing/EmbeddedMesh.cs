using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using NetMesh.Clock;
using NetMesh.Contracts.Hosts;
using NetMesh.Contracts.Peers;
using NetMesh.Contracts.Swarms;
using NetMesh.Embedded;
using NetMesh.Embedded.Silos;
using NetMesh.Embedded.Storage;
using NetMesh.Grains;
using NetMesh.Grains.Hosts;
using NetMesh.Grains.Pieces;
using NetMesh.Grains.Placement;
using NetMesh.Grains.Sites;
using NetMesh.Grains.States;
using NetMesh.Labs.Worlds;
using NetMesh.Planet;
using NetMesh.Planet.Faults;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Torrents;

namespace NetMesh.Testing;

/// <summary>
/// A planet in one process, whichever clock it runs on. Its public side names no type of the grain model, so that it can be referenced beside Orleans;
/// what this repository's own tests need of the host is internal.
/// </summary>
public abstract class EmbeddedMesh : IAsyncDisposable
{
    private readonly SortedDictionary<string, MeshSwarm> swarms = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<PlanetMap, bool> maps = [];
    private readonly EmbeddedHost embedded;
    private bool isDisposed;

    private protected EmbeddedMesh(MeshParts parts)
    {
        Parts = parts;
        Seed = parts.Options.Seed ?? parts.World.Seed;
        // First of all: what is already counted in the map's name, by gateways, is kept only from here on.
        maps.TryAdd(parts.Map, true);
        Metrics = new MeshMetrics(maps);
        embedded = EmbeddedHost.Start(Configure);
        if (!parts.Options.NetworkPerSilo)
        {
            Host.ActivationsLost += (_, lost) => LostHosts.Recover(lost.Grains, Network, Grains, parts.Options.Bug);
        }
    }

    /// <summary>The planet's directory: regions, hosts, and what listens where.</summary>
    public PlanetMap Map => Parts.Map;

    /// <summary>What breaks and heals the planet.</summary>
    public FaultBoard Faults => Network.Faults;

    /// <summary>The numbers that the mesh counts.</summary>
    public MeshMetrics Metrics { get; }

    /// <summary>Everything random derives from it; on the virtual clock it replays the run.</summary>
    public long Seed { get; }

    /// <summary>On which port each service listens.</summary>
    public PortPlan Ports => Parts.Ports;

    /// <summary>Labels of the silos that run.</summary>
    public IReadOnlyList<string> Silos => Host.Silos;

    /// <summary>The swarms started so far, by name.</summary>
    public IReadOnlyList<MeshSwarm> Swarms => [.. swarms.Values];

    internal IGrainFactory Grains => Host.Grains;

    internal IServiceProvider Services => Host.Services;

    /// <summary>The network between the hosts; that of the silo which is the first now, where each has its own.</summary>
    internal Network Network => (Network)Services.GetRequiredService<INetwork>();

    /// <summary>Whether the silos have networks of their own.</summary>
    internal bool IsApart => Parts.Options.NetworkPerSilo;

    private protected MeshParts Parts { get; }

    private protected EmbeddedHost Host
    {
        get
        {
            // What a test awaits beside the mesh, a file or a client, leads it to another thread; the virtual clock need not mind while it stands still.
            if (Parts.Clock is VirtualClock { IsRunning: false } clock)
            {
                clock.TakeOver();
            }

            return embedded;
        }
    }

    /// <summary>How often a condition is asked for, of the mesh's own time.</summary>
    private protected abstract TimeSpan AskEvery { get; }

    /// <summary>
    /// Ends a silo as a crash would: calls in flight fail, connections of its hosts are reset. Its programs come back on the silo of the nearest region.
    /// </summary>
    /// <exception cref="ArgumentException">No silo of this label runs.</exception>
    public ValueTask KillSiloAsync(string silo) => Host.KillAsync(silo);

    /// <summary>Ends a silo in good order: its programs end, and come back on the others.</summary>
    /// <exception cref="ArgumentException">No silo of this label runs.</exception>
    public async ValueTask StopSiloAsync(string silo)
    {
        await Host.StopSiloAsync(silo);
        if (!IsApart)
        {
            // Where silos are sites they see to it themselves.
            foreach (var swarm in swarms.Keys)
            {
                await Grains.GetGrain<ISwarmGrain>(swarm).Wake();
            }
        }
    }

    /// <summary>Starts a silo again that was killed or stopped.</summary>
    /// <exception cref="InvalidOperationException">It runs.</exception>
    public ValueTask StartSiloAsync(string silo) => Host.StartSiloAsync(silo);

    /// <summary>The address of a host, for <see cref="Faults"/> and status.</summary>
    /// <param name="host">Its name, as the world says it: <c>tracker</c>, <c>cable-1.us-east</c>.</param>
    /// <exception cref="ArgumentException">There is no such host.</exception>
    public IPv4Address AddressOf(string host) =>
        Map.HostNamed(host)?.Address ?? throw new ArgumentException($"the world has no host '{host}'", nameof(host));

    /// <summary>The swarm of this name.</summary>
    /// <exception cref="ArgumentException">None was started.</exception>
    public MeshSwarm Swarm(string name) =>
        swarms.GetValueOrDefault(name) ?? throw new ArgumentException($"no swarm '{name}' was started; there is {string.Join(", ", swarms.Keys)}", nameof(name));

    /// <summary>Starts a swarm. Its content is made from the seed: simulated on the virtual clock, bytes on the wall clock.</summary>
    public ValueTask<MeshSwarm> StartSwarmAsync(WorldSwarm swarm)
    {
        var tracker = new Endpoint(swarm.Tracker, Ports.RealPort(ServiceNames.TrackerPort));
        return StartSwarmAsync(swarm.ToPlan(ContentOf(swarm, tracker), tracker));
    }

    /// <summary>Starts a swarm with a torrent of the caller's own.</summary>
    public async ValueTask<MeshSwarm> StartSwarmAsync(SwarmPlan plan)
    {
        await Ended(Grains.GetGrain<ISwarmGrain>(plan.Name).StartAsync(plan));
        var swarm = swarms[plan.Name] = new MeshSwarm(this, plan);
        await BegunAsync(swarm);
        return swarm;
    }

    /// <summary>Makes every peer of a swarm leave.</summary>
    public ValueTask StopSwarmAsync(string swarm) => Ended(Grains.GetGrain<ISwarmGrain>(swarm).StopAsync());

    /// <summary>A swarm as it stands.</summary>
    public ValueTask<SwarmStatus> LookAsync(string swarm) => Ended(Grains.GetGrain<ISwarmGrain>(swarm).LookAsync());

    /// <summary>A peer as it stands.</summary>
    public ValueTask<PeerStatus> LookAsync(IPv4Address peer) => Ended(Grains.GetGrain<IPeerGrain>(peer.ToString()).LookAsync());

    /// <summary>Waits until the swarm counts this many finished downloads; false when <paramref name="within"/> has passed without it.</summary>
    public ValueTask<bool> RunUntilDoneAsync(string swarm, int completions, TimeSpan within) =>
        RunUntilAsync(async () => (await LookAsync(swarm)).Completions >= completions, within);

    /// <summary>
    /// Waits until the condition holds: on the virtual clock by running events, on the wall clock by asking now and then. False when
    /// <paramref name="within"/>, of the mesh's own time, has passed without it.
    /// </summary>
    public abstract ValueTask<bool> RunUntilAsync(Func<ValueTask<bool>> condition, TimeSpan within);

    /// <summary>Ends all programs and the host.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (!isDisposed)
        {
            isDisposed = true;
            await Host.DisposeAsync();
            Metrics.Dispose();
        }
    }

    /// <summary>The services of a silo; the same for all, unless each has its own network.</summary>
    internal IServiceProvider ServicesOf(string silo) => Host.ServicesOf(silo);

    /// <summary>The silo that runs the peer of a host now; null when none does.</summary>
    internal string? SiloOfPeer(IPv4Address host) => SiloOf("peer", host.ToString());

    /// <summary>The silo that runs a grain now; null when none does.</summary>
    internal string? SiloOf(string type, string key) => Host.SiloOf(GrainId.Create(type, key));

    /// <summary>The silo that has it written down where a grain is.</summary>
    internal string RegistrarOf(string type, string key) => Host.RegistrarOf(GrainId.Create(type, key));

    /// <summary>Starts what the world says begins with it.</summary>
    private protected async ValueTask StartWorldAsync()
    {
        foreach (var swarm in Parts.World.Swarms)
        {
            await StartSwarmAsync(swarm);
        }
    }

    /// <summary>A swarm was started: the wall clock waits for its seeds, so that they can be dialled; on the virtual clock nothing happens until it is run.</summary>
    private protected virtual ValueTask BegunAsync(MeshSwarm swarm) => ValueTask.CompletedTask;

    /// <summary>What a swarm of the world shares.</summary>
    private protected abstract Metainfo ContentOf(WorldSwarm swarm, Endpoint tracker);

    /// <summary>The outcome of a grain call; on the virtual clock it comes by running events.</summary>
    internal ValueTask<T> AskAsync<T>(Func<IGrainFactory, ValueTask<T>> question) => Ended(question(Grains));

    /// <inheritdoc cref="AskAsync"/>
    private protected abstract ValueTask<T> Ended<T>(ValueTask<T> call);

    private protected abstract ValueTask Ended(ValueTask call);

    // The host's composition, all of it: its clock, where states are kept, the silos, and what programs have injected.
    private void Configure(EmbeddedHostOptions host)
    {
        var options = Parts.Options;
        host.Clock = Parts.Clock;
        host.MeterScope = Map;
        host.GrainAssemblies.Add(typeof(Programs).Assembly);
        if (options.DataDirectory is { } directory)
        {
            host.UseFileStorage(Path.Combine(directory, "grains"), new JsonStateSerializer(StateConverters.All()));
        }
        else if (options.StoresAsText)
        {
            host.UseStorage(new MemoryGrainStorage(new JsonStateSerializer(StateConverters.All())));
        }

        foreach (var region in options.SiloPerRegion ? Map.Regions.Select(region => region.Label) : options.Silos)
        {
            host.AddSilo(region, new Dictionary<string, string>(StringComparer.Ordinal) { [HostRegionDirector.RegionKey] = region });
        }

        if (options.BetweenSilos is { } between)
        {
            host.Distance = new SiloDistance(between.Least, between.Most, Seed);
        }

        options.ConfigureHost?.Invoke(host);
        if (!options.NetworkPerSilo)
        {
            host.ConfigureServices = services => AddPrograms(services, Map, Parts.Pieces);
            return;
        }

        // What breaks the planet is known in all of it.
        var faults = new FaultBoard();
        host.ConfigureSiloServices = (silo, services) =>
        {
            var map = Parts.World.ToMap(Ports, runsHere: false);
            maps.TryAdd(map, true);
            services.AddSingleton(faults);
            AddPrograms(services, map, Parts.Pieces is { } pieces ? Path.Combine(pieces, silo.Label) : null);
            services.AddSite(provider => new SiteOptions
            {
                Process = provider.GetRequiredService<ILocalSiloDetails>().SiloAddress.ToString(),
                Region = silo.Label,
                Bug = options.Bug,
            });
        };
    }

    private void AddPrograms(IServiceCollection services, PlanetMap map, string? pieces)
    {
        services.AddSingleton(Ports);
        services.AddSingleton(Parts.Options.TrackerLimits);
        if (pieces is not null)
        {
            services.AddSingleton<IPieceStore>(_ => new DiskPieceStore(pieces));
        }

        if (Parts.Outside is { } outside)
        {
            services.AddSingleton(outside);
        }

        Parts.Options.AddServices?.Invoke(services);
        services.AddSingleton(Parts.World.Names);
        services.AddPrograms(map, Parts.Options.Network ?? Parts.World.Network, new RandomStreams(Seed));
    }
}
