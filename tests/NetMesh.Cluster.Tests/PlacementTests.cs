using NetMesh.Cluster.Tests.Clusters;

namespace NetMesh.Cluster.Tests;

/// <summary>A host's grain lives on the silo of the host's region; with that silo gone, on that of the nearest region.</summary>
public sealed class PlacementTests
{
    [Fact]
    public async Task Hosts_live_in_their_region_and_in_the_nearest_one_once_its_silo_is_gone()
    {
        await using var cluster = await TestCluster.StartAsync();
        foreach (var (region, nearest) in ThreeRegions.Nearest)
        {
            var counter = cluster.CounterIn(region);
            await counter.LookAsync();
            Assert.Equal(region, cluster.SiloOf(counter));

            await cluster.KillAsync(region);
            await TestCluster.UntilAsync(async () => (await counter.LookAsync()).Received == 0);
            Assert.Equal(nearest, cluster.SiloOf(counter));

            await cluster.RestartAsync(region);
            await cluster.MeetAsync();
        }
    }
}
