using Microsoft.Extensions.DependencyInjection;
using NetMesh.Clock;
using NetMesh.Grains.Hosts;
using NetMesh.Grains.Peers;
using NetMesh.Grains.Peers.Exchange;
using NetMesh.Grains.Peers.Watching;
using NetMesh.Grains.Pieces;
using NetMesh.Grains.Sites;
using NetMesh.Planet;
using NetMesh.Planet.Faults;
using NetMesh.Planet.Hosts;

namespace NetMesh.Testing.Simulation;

/// <summary>Puts a watch between programs and network.</summary>
internal static class Watched
{
    /// <summary>To be called before <see cref="Grains.Programs.AddPrograms"/>, which leaves alone what is there.</summary>
    public static void AddWatch(this IServiceCollection services, OrdealWatch watch, PlantedBug bug)
    {
        services.AddSingleton(watch);
        services.AddSingleton<NetworkWatch>();
        services.AddSingleton(_ =>
        {
            var swarms = new SwarmWatch();
            swarms.Add(watch.Turns);
            return swarms;
        });
        services.AddSingleton<IHostDoor>(provider => provider.GetRequiredService<NetworkWatch>());
        services.AddSingleton(provider => new WatchedNetwork((Network)provider.GetRequiredService<INetwork>(), provider.GetRequiredService<NetworkWatch>()));
        services.AddSingleton(provider => new HostSurroundings(
            provider.GetRequiredService<WatchedNetwork>(),
            provider.GetRequiredService<PlanetMap>(),
            provider.GetRequiredService<Arrivals>(),
            provider.GetRequiredService<TimeProvider>())
        {
            Bug = bug,
        });
        services.AddSingleton(provider => new PeerSurroundings(
            provider.GetRequiredService<WatchedNetwork>(),
            provider.GetRequiredService<PlanetMap>(),
            provider.GetRequiredService<IPieceStore>(),
            provider.GetRequiredService<BlockMessageTables>(),
            provider.GetRequiredService<RandomStreams>(),
            provider.GetRequiredService<SwarmWatch>())
        {
            Bug = bug,
        });
    }
}
