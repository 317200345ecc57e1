using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NetMesh.Clock;
using NetMesh.Cluster.Tests.Clusters;
using NetMesh.Contracts.Sites;
using NetMesh.Embedded;
using NetMesh.Embedded.Silos;
using NetMesh.Embedded.Storage;
using NetMesh.Grains;
using NetMesh.Grains.Placement;
using NetMesh.Grains.States;
using Orleans.Storage;

namespace NetMesh.Cluster.Tests;

/// <summary>The cluster on the embedded host: logical silos with services of their own, and calls between them that overtake each other.</summary>
internal sealed class ClusterHost : TestCluster
{
    private readonly EmbeddedHost host;
    private readonly ServiceProvider gateway;
    private readonly WallClock clock = new();

    private ClusterHost(ClusterOptions options)
        : base(options)
    {
        host = EmbeddedHost.Start(started =>
        {
            started.UseStorage(Storage);
            started.GrainAssemblies.Add(typeof(Programs).Assembly);
            started.GrainAssemblies.Add(typeof(ClusterHost).Assembly);
            started.Distance = new SiloDistance(TimeSpan.Zero, TimeSpan.FromMilliseconds(2), options.Seed);
            started.ConfigureSiloServices = (silo, services) => services.AddProcess(
                options, silo.Label, SiteKind.Silo, static provider => provider.GetRequiredService<ILocalSiloDetails>().SiloAddress.ToString());
            foreach (var region in ThreeRegions.Regions)
            {
                started.AddSilo(region.Label, new Dictionary<string, string> { [HostRegionDirector.RegionKey] = region.Label });
            }
        });
        var services = new ServiceCollection();
        services.AddSingleton(host.Grains);
        services.AddSingleton<IEventClock>(clock);
        services.AddSingleton(clock.TimeProvider);
        services.AddProcess(options, ThreeRegions.UsEast, SiteKind.Gateway, static _ => "");
        gateway = services.BuildServiceProvider();
    }

    public override IServiceProvider Gateway => gateway;

    public override IReadOnlyList<string> Silos => host.Silos;

    protected override IGrainStorage Storage { get; } = new MemoryGrainStorage(new JsonStateSerializer(StateConverters.All()));

    public static async Task<TestCluster> DeployAsync(ClusterOptions options)
    {
        var cluster = new ClusterHost(options);
        foreach (var part in cluster.gateway.GetServices<IHostedService>())
        {
            await part.StartAsync(default);
        }

        return cluster;
    }

    public override IServiceProvider ServicesOf(string silo) => host.ServicesOf(silo);

    public override string? SiloOf(IAddressable grain) => host.SiloOf(grain.GetGrainId());

    public override Task KillAsync(string silo) => host.KillAsync(silo).AsTask();

    public override Task StopAsync(string silo) => host.StopSiloAsync(silo).AsTask();

    public override Task RestartAsync(string silo) => host.StartSiloAsync(silo).AsTask();

    public override async ValueTask DisposeAsync()
    {
        foreach (var part in gateway.GetServices<IHostedService>())
        {
            await part.StopAsync(default);
        }

        await gateway.DisposeAsync();
        await host.DisposeAsync();
        clock.Dispose();
    }
}
