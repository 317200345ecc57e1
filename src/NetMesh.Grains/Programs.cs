using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using NetMesh.Clock;
using NetMesh.Contracts.Names;
using NetMesh.Grains.Hosts;
using NetMesh.Grains.Peers;
using NetMesh.Grains.Peers.Exchange;
using NetMesh.Grains.Peers.Watching;
using NetMesh.Grains.Pieces;
using NetMesh.Grains.Placement;
using NetMesh.Grains.Replicas;
using NetMesh.Grains.Sites;
using NetMesh.Grains.Trackers;
using NetMesh.Planet;
using NetMesh.Planet.Backbones;
using NetMesh.Planet.Faults;
using NetMesh.Planet.Hosts;
using Orleans.Placement;

namespace NetMesh.Grains;

/// <summary>What the programs on the planet's hosts need, registered in one place for every host of grains: embedded, or an Orleans silo.</summary>
public static class Programs
{
    /// <summary>
    /// Adds the planet and the services of the grains. The host of grains itself brings <c>IGrainFactory</c>, <see cref="IEventClock"/> and
    /// <see cref="TimeProvider"/>. What the caller registered before stays: a piece store on disk, another port plan, a way to the outside
    /// (<see cref="IOutside"/>).
    /// </summary>
    /// <param name="services">Where to.</param>
    /// <param name="map">Who is where on the planet.</param>
    /// <param name="physics">How its network behaves.</param>
    /// <param name="streams">All randomness.</param>
    public static IServiceCollection AddPrograms(this IServiceCollection services, PlanetMap map, NetworkOptions physics, RandomStreams streams)
    {
        services.TryAddSingleton(map);
        services.TryAddSingleton(physics);
        services.TryAddSingleton(streams);
        services.TryAddSingleton(PortPlan.Default);
        services.TryAddSingleton(new TrackerLimits());
        services.TryAddSingleton(new NamePlan([], [], default));
        services.TryAddSingleton<NameShelf>();
        services.TryAddSingleton<FaultBoard>();
        services.TryAddSingleton<IPieceStore, MemoryPieceStore>();
        services.TryAddSingleton<HostDoor>();
        services.TryAddSingleton<IHostDoor>(static provider => provider.GetRequiredService<HostDoor>());
        services.TryAddSingleton<INetwork>(static provider => new Network(
            provider.GetRequiredService<IEventClock>(),
            provider.GetRequiredService<PlanetMap>(),
            provider.GetRequiredService<IHostDoor>(),
            provider.GetRequiredService<NetworkOptions>(),
            provider.GetRequiredService<RandomStreams>(),
            provider.GetService<IOutside>(),
            provider.GetRequiredService<FaultBoard>(),
            provider.GetService<IBackbone>()));
        services.TryAddSingleton(static provider => (IBackboneEnd)provider.GetRequiredService<INetwork>());
        services.TryAddSingleton<ReplicaShelf>();
        services.TryAddSingleton<ResidentBoard>();
        services.TryAddSingleton<Arrivals>();
        services.TryAddSingleton<HostSurroundings>();
        services.TryAddSingleton<BlockMessageTables>();
        services.TryAddSingleton<SwarmWatch>();
        services.TryAddSingleton<PeerSurroundings>();
        services.AddPlacementFilter<HostRegionStrategy, HostRegionDirector>(ServiceLifetime.Transient);
        return services;
    }

    /// <summary>
    /// Makes the process one of several that run the planet together, after <see cref="AddPrograms"/>. Its hosted service must start once the host of
    /// grains takes calls and stop before that deactivates its grains.
    /// </summary>
    /// <param name="services">Where to.</param>
    /// <param name="options">What the process is; asked when its services are made, because a silo's address is not known before.</param>
    public static IServiceCollection AddSite(this IServiceCollection services, Func<IServiceProvider, SiteOptions> options)
    {
        services.AddSingleton(options);
        services.AddSingleton<Sites.Sites>();
        services.AddSingleton<IBackbone, Backbone>();
        return services.AddSingleton<IHostedService, SiteService>();
    }
}
