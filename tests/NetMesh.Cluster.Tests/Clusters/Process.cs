using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NetMesh.Cluster.Tests.Counters;
using NetMesh.Clock;
using NetMesh.Contracts.Sites;
using NetMesh.Gateways;
using NetMesh.Grains;
using NetMesh.Grains.Sites;
using NetMesh.Grains.Trackers;
using NetMesh.Planet;
using NetMesh.Planet.Backbones;

namespace NetMesh.Cluster.Tests.Clusters;

/// <summary>What every process of the cluster has, on either host: a silo, or a gateway that runs alone.</summary>
internal static class Process
{
    /// <param name="services">Where to.</param>
    /// <param name="cluster">The cluster it belongs to.</param>
    /// <param name="region">Where it stands.</param>
    /// <param name="kind">What it is there for.</param>
    /// <param name="life">What the host of grains calls this life of it.</param>
    public static IServiceCollection AddProcess(
        this IServiceCollection services, ClusterOptions cluster, string region, SiteKind kind, Func<IServiceProvider, string> life)
    {
        services.AddSingleton(cluster.Ports);
        services.AddSingleton(new TrackerLimits { Interval = TimeSpan.FromSeconds(4) });
        services.AddSingleton(CounterGrain.Program);
        services.AddSingleton(ThreeRegionsNames.Plan);
        var map = ThreeRegions.Map(cluster.Ports, region);
        if (kind == SiteKind.Gateway)
        {
            // Disposed with the services; its way outside is a part of it, and goes with it.
            var gateways = new GatewayHost(map, new GatewayOptions { Ports = cluster.Ports }, TimeProvider.System, NullLoggerFactory.Instance);
            services.AddSingleton(_ => gateways);
            services.AddSingleton(gateways.Outside);
        }

        services.AddPrograms(map, new NetworkOptions(), new RandomStreams(cluster.Seed));
        services.AddSite(provider => new SiteOptions
        {
            Process = life(provider),
            Region = region,
            Kind = kind,
            Lease = cluster.Lease,
            NewsEvery = cluster.NewsEvery,
        });
        if (cluster.Disorder > TimeSpan.Zero)
        {
            var inner = services.Last(service => service.ServiceType == typeof(IBackbone)).ImplementationType!;
            services.AddSingleton(provider => new DisorderlyBackbone(
                (IBackbone)ActivatorUtilities.CreateInstance(provider, inner),
                provider.GetRequiredService<IEventClock>(),
                provider.GetRequiredService<RandomStreams>().Get($"disorder in {region} {kind}"),
                cluster.Disorder));
            services.AddSingleton<IBackbone>(static provider => provider.GetRequiredService<DisorderlyBackbone>());
        }

        return services;
    }
}
