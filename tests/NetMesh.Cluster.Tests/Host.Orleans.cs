using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NetMesh.Clock;
using NetMesh.Cluster.Tests.Clusters;
using NetMesh.Cluster.Tests.Silos;
using NetMesh.Contracts.Sites;
using NetMesh.Grains.Silos;
using Orleans.Configuration;
using Orleans.Storage;
using Orleans.TestingHost;
using ClusterOptions = NetMesh.Cluster.Tests.Clusters.ClusterOptions;
using TestCluster = NetMesh.Cluster.Tests.Clusters.TestCluster;

namespace NetMesh.Cluster.Tests;

/// <summary>The cluster on Orleans: silos and a client in this process, which reach each other through memory.</summary>
internal sealed class ClusterHost : TestCluster
{
    private readonly InProcessTestCluster cluster;
    private readonly Dictionary<string, InProcessSiloHandle> ended = new(StringComparer.Ordinal);

    private ClusterHost(ClusterOptions options)
        : base(options)
    {
        var builder = new InProcessTestClusterBuilder((short)ThreeRegions.Regions.Length);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((silo, started) =>
        {
            started.UseNetMesh(RegionOf(silo.SiloName));
            started.Services.AddKeyedSingleton<IGrainStorage>(SiloPrograms.Storage, Storage);
            started.NoticeLossSoon();
        });
        builder.ConfigureSiloHost((silo, started) => started.Services
            .AddProcess(
                options,
                RegionOf(silo.SiloName),
                SiteKind.Silo,
                static provider => provider.GetRequiredService<ILocalSiloDetails>().SiloAddress.ToParsableString())
            .AddHostedService<MemberWatch>());
        builder.ConfigureClient(static client =>
        {
            client.Services.AddWireMessages();
            client.Services.AddSingleton<IEventClock>(static _ => new WallClock());
            client.Services.AddSingleton(static provider => provider.GetRequiredService<IEventClock>().TimeProvider);
            client.NoticeLossSoon();
        });
        builder.ConfigureClientHost(client => client.Services.AddProcess(options, ThreeRegions.UsEast, SiteKind.Gateway, static _ => ""));
        cluster = builder.Build();
    }

    public override IServiceProvider Gateway => cluster.Client.ServiceProvider;

    public override IReadOnlyList<string> Silos => [.. Running.Select(silo => RegionOf(silo.Name))];

    protected override IGrainStorage Storage { get; } = new SharedStorage();

    private IEnumerable<InProcessSiloHandle> Running => cluster.Silos.Where(silo => silo.IsActive);

    public static async Task<TestCluster> DeployAsync(ClusterOptions options)
    {
        var host = new ClusterHost(options);
        await host.cluster.DeployAsync();
        return host;
    }

    public override IServiceProvider ServicesOf(string silo) => Find(silo).ServiceProvider;

    public override string? SiloOf(IAddressable grain) =>
        cluster.TryGetGrainContext(grain.GetGrainId(), out var context) && cluster.GetSiloForAddress(context.Address.SiloAddress!) is { } silo ? RegionOf(silo.Name) : null;

    public override Task KillAsync(string silo) => cluster.KillSiloAsync(ended[silo] = Find(silo));

    public override Task StopAsync(string silo) => cluster.StopSiloAsync(ended[silo] = Find(silo));

    public override Task RestartAsync(string silo) => cluster.RestartSiloAsync(ended[silo]);

    public override async ValueTask DisposeAsync()
    {
        await cluster.StopAllSilosAsync();
        await cluster.DisposeAsync();
    }

    private static string RegionOf(string siloName) =>
        ThreeRegions.Regions[int.Parse(siloName.AsSpan(siloName.IndexOf('_', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture)].Label;

    private InProcessSiloHandle Find(string silo) => Running.Single(running => RegionOf(running.Name) == silo);
}
