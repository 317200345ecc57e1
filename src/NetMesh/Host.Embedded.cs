using Microsoft.Extensions.DependencyInjection;
using NetMesh.Clusters;
using NetMesh.Commands;
using NetMesh.Contracts.Meshes;
using NetMesh.Embedded;
using NetMesh.Embedded.Storage;
using NetMesh.Grains;
using NetMesh.Grains.Hosts;
using NetMesh.Grains.Placement;
using NetMesh.Grains.States;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;

namespace NetMesh;

/// <summary>
/// What runs the grains of <c>netmesh up</c> in this build: the embedded host on the wall clock, with one logical silo per region. The build with
/// <c>-p:GrainHost=Orleans</c> has another class of this name.
/// </summary>
internal sealed class GrainHost : IMeshHost
{
    private readonly EmbeddedHost host;

    private GrainHost(EmbeddedHost host) => this.host = host;

    public IGrainFactory Grains => host.Grains;

    public IServiceProvider Services => host.Services;

    public IReadOnlyList<string> Silos => host.Silos;

    /// <summary>Starts the host.</summary>
    /// <param name="map">The planet.</param>
    /// <param name="statePath">The folder where grains keep what must last.</param>
    /// <param name="seat">The process's place in a cluster; null: it is alone.</param>
    /// <param name="services">What grains have injected.</param>
    /// <param name="cancelled">Gives up.</param>
    /// <exception cref="CommandFailure">A place in a cluster: this build runs alone.</exception>
    public static Task<GrainHost> StartAsync(
        PlanetMap map, string statePath, ClusterSeat? seat, Action<IServiceCollection> services, CancellationToken cancelled = default)
    {
        if (seat is not null)
        {
            EnsureClusters();
        }

        var started = EmbeddedHost.Start(options =>
        {
            options.UseFileStorage(statePath, new JsonStateSerializer(StateConverters.All()));
            options.GrainAssemblies.Add(typeof(Programs).Assembly);
            options.ConfigureServices = services;
            foreach (var region in map.Regions.Select(region => region.Label))
            {
                options.AddSilo(region, new Dictionary<string, string> { [HostRegionDirector.RegionKey] = region });
            }
        });
        var network = started.Services.GetRequiredService<INetwork>();
        started.ActivationsLost += (_, lost) => LostHosts.Recover(lost.Grains, network, started.Grains);
        return Task.FromResult(new GrainHost(started));
    }

    /// <summary>Ends a command that needs a cluster.</summary>
    /// <exception cref="CommandFailure">Always: this build runs alone.</exception>
    public static void EnsureClusters() => throw new CommandFailure(
        ExitCodes.Unusable, "this build of netmesh runs a planet in one process; clusters need the one made with -p:GrainHost=Orleans");

    /// <summary>Nothing to do: in one process everybody is at home.</summary>
    public Task BringHomeAsync(IEnumerable<IGrainWithStringKey> programs) => Task.CompletedTask;

    public ValueTask KillSiloAsync(string silo) => host.KillAsync(silo);

    public async ValueTask<bool> RunUntilAsync(Func<ValueTask<bool>> condition, TimeSpan within, TimeSpan askEvery)
    {
        using var late = new CancellationTokenSource(within);
        while (!await condition())
        {
            if (late.IsCancellationRequested)
            {
                return false;
            }

            await Task.Delay(askEvery, CancellationToken.None);
        }

        return true;
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();
}
