using Microsoft.Extensions.DependencyInjection;
using NetMesh.Clock;
using NetMesh.Contracts.Hosts;
using NetMesh.Contracts.Meshes;
using NetMesh.Contracts.Peers;
using NetMesh.Contracts.Swarms;
using NetMesh.Embedded;
using NetMesh.Embedded.Storage;
using NetMesh.Grains;
using NetMesh.Grains.Hosts;
using NetMesh.Grains.Pieces;
using NetMesh.Grains.Placement;
using NetMesh.Grains.States;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Testing;

/// <summary>What a mesh in one process has, whichever clock it runs on.</summary>
public abstract class EmbeddedMesh : IMeshHost
{
    private protected EmbeddedMesh(MeshOptions options, IEventClock clock)
    {
        Options = options;
        Map = new PlanetMap(options.Regions);
        foreach (var host in options.Hosts)
        {
            Map.AddHost(host);
        }

        foreach (var tracker in options.Trackers)
        {
            Map.Listen(tracker, new Service(ServiceNames.Tracker));
        }

        Host = EmbeddedHost.Start(host =>
        {
            host.Clock = clock;
            host.GrainAssemblies.Add(typeof(Programs).Assembly);
            host.ConfigureServices = AddServices;
            if (options.DataDirectory is { } directory)
            {
                host.UseFileStorage(Path.Combine(directory, "grains"), new JsonStateSerializer(StateConverters.All()));
            }
            else if (options.StoresAsText)
            {
                host.UseStorage(new MemoryGrainStorage(new JsonStateSerializer(StateConverters.All())));
            }

            foreach (var region in options.Silos)
            {
                host.AddSilo(region, new Dictionary<string, string>(StringComparer.Ordinal) { [HostRegionDirector.RegionKey] = region });
            }
        });
        Network = (Network)Services.GetRequiredService<INetwork>();
        Host.ActivationsLost += (_, lost) => LostHosts.Recover(lost.Grains, Network, Grains);
    }

    public IGrainFactory Grains => Host.Grains;

    public IServiceProvider Services => Host.Services;

    public IReadOnlyList<string> Silos => Host.Silos;

    public PlanetMap Map { get; }

    /// <summary>The network between the hosts; its <see cref="Network.Faults"/> break it.</summary>
    public Network Network { get; }

    /// <summary>The seed that replays the run.</summary>
    public long Seed => Options.Seed;

    private protected MeshOptions Options { get; }

    private protected EmbeddedHost Host { get; }

    public ValueTask KillSiloAsync(string silo) => Host.KillAsync(silo);

    /// <summary>Starts a silo again that was killed.</summary>
    public ValueTask StartSiloAsync(string silo) => Host.StartSiloAsync(silo);

    /// <summary>Starts a swarm.</summary>
    public ValueTask StartAsync(SwarmPlan plan) => Ended(Grains.GetGrain<ISwarmGrain>(plan.Name).StartAsync(plan));

    /// <summary>Makes every peer of a swarm leave.</summary>
    public ValueTask StopAsync(string swarm) => Ended(Grains.GetGrain<ISwarmGrain>(swarm).StopAsync());

    /// <summary>A swarm as it stands.</summary>
    public ValueTask<SwarmStatus> LookAsync(string swarm) => Ended(Grains.GetGrain<ISwarmGrain>(swarm).LookAsync());

    /// <summary>A peer as it stands.</summary>
    public ValueTask<PeerStatus> LookAsync(IPv4Address peer) => Ended(Grains.GetGrain<IPeerGrain>(peer.ToString()).LookAsync());

    /// <summary>Waits until the swarm counts this many finished downloads; false when <paramref name="within"/> has passed without it.</summary>
    public ValueTask<bool> RunUntilDoneAsync(string swarm, int completions, TimeSpan within) => RunUntilAsync(
        async () => (await LookAsync(swarm)).Completions >= completions, within, TimeSpan.FromSeconds(1));

    /// <summary>The silo that runs the peer of a host now; null when none does.</summary>
    public string? SiloOfPeer(IPv4Address host) => Host.SiloOf(GrainId.Create("peer", host.ToString()));

    public abstract ValueTask<bool> RunUntilAsync(Func<ValueTask<bool>> condition, TimeSpan within, TimeSpan askEvery);

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Host.DisposeAsync();
    }

    /// <summary>The outcome of a grain call; on the virtual clock it comes by running events.</summary>
    private protected abstract ValueTask<T> Ended<T>(ValueTask<T> call);

    private protected abstract ValueTask Ended(ValueTask call);

    private void AddServices(IServiceCollection services)
    {
        services.AddSingleton(Options.Ports);
        services.AddSingleton(Options.TrackerLimits);
        if (Options.DataDirectory is { } directory)
        {
            services.AddSingleton<IPieceStore>(_ => new DiskPieceStore(directory));
        }

        services.AddPrograms(Map, Options.Network, new RandomStreams(Options.Seed));
    }
}
