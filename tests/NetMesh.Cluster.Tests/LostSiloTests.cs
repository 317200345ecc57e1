using NetMesh.Cluster.Tests.Clusters;
using NetMesh.Cluster.Tests.Counters;
using Xunit.Abstractions;

namespace NetMesh.Cluster.Tests;

/// <summary>Connections to hosts whose silo is gone.</summary>
public sealed class LostSiloTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_connection_to_a_host_whose_silo_died_is_reset_at_the_other_end_when_its_lease_is_over()
    {
        await using var cluster = await TestCluster.StartAsync();
        var east = await ConnectedAsync(cluster);
        await cluster.KillAsync(ThreeRegions.EuWest);
        var took = await TestCluster.UntilAsync(async () => (await east.LookAsync()).Resets == 1);
        output.WriteLine($"reset after {took.TotalSeconds:0.00} s");

        // And the host can be reached again, wherever it is now.
        await east.FloodAsync(ThreeRegions.CounterIn(ThreeRegions.EuWest), messages: 100);
        await TestCluster.UntilAsync(async () => (await east.LookAsync()).Confirmed == 200);
        Assert.Equal("", (await east.LookAsync()).Wrong);
    }

    [Fact]
    public async Task A_silo_that_stops_in_good_order_resets_its_connections_at_once()
    {
        // A lease that nobody waits for.
        await using var cluster = await TestCluster.StartAsync(new ClusterOptions { Lease = TimeSpan.FromMinutes(10) });
        var east = await ConnectedAsync(cluster);
        var stopping = cluster.StopAsync(ThreeRegions.EuWest);
        var took = await TestCluster.UntilAsync(async () => (await east.LookAsync()).Resets == 1);
        output.WriteLine($"reset after {took.TotalSeconds:0.00} s");
        await stopping;
        Assert.Equal("", (await east.LookAsync()).Wrong);
    }

    private static async Task<ICounterGrain> ConnectedAsync(TestCluster cluster)
    {
        var east = cluster.CounterIn(ThreeRegions.UsEast);
        await east.FloodAsync(ThreeRegions.CounterIn(ThreeRegions.EuWest), messages: 100);
        await TestCluster.UntilAsync(async () => (await east.LookAsync()).Confirmed == 100);
        Assert.Equal(ThreeRegions.EuWest, cluster.SiloOf(cluster.CounterIn(ThreeRegions.EuWest)));
        return east;
    }
}
