using NetMesh.Cluster.Tests.Clusters;
using NetMesh.Protocols.Addressing;
using Xunit.Abstractions;

namespace NetMesh.Cluster.Tests;

/// <summary>Silos that end in good order, in the middle of things.</summary>
public sealed class StopTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_swarm_loses_nothing_when_its_silos_stop_in_good_order()
    {
        // A lease that nobody waits for.
        await using var cluster = await TestCluster.StartAsync(new ClusterOptions { Lease = TimeSpan.FromMinutes(10) });
        await cluster.Swarm.StartAsync(ThreeRegions.Swarm(cluster.Options.Ports, mebibytes: 16));
        var leechers = Enumerable.Range(ThreeRegions.Seeds, ThreeRegions.Members - ThreeRegions.Seeds).Select(ThreeRegions.Member).ToArray();
        foreach (var (region, number) in ThreeRegions.Regions.Select((region, number) => (region.Label, number)))
        {
            // Far below the ten seconds in which a peer stores by itself how far it is.
            await TestCluster.UntilAsync(async () => (await PiecesAsync(cluster, leechers)).Values.Sum() >= 100 * (number + 1));
            var before = await PiecesAsync(cluster, leechers);
            await cluster.StopAsync(region);
            Assert.DoesNotContain(region, cluster.Silos);
            var after = new Dictionary<IPv4Address, int>();
            await TestCluster.UntilAsync(async () => (after = await PiecesAsync(cluster, leechers)).Count > 0);
            output.WriteLine($"{region} stopped at {before.Values.Sum()} pieces; {after.Values.Sum()} afterwards");
            Assert.All(leechers, leecher => Assert.InRange(after[leecher], before[leecher], int.MaxValue));
            await cluster.RestartAsync(region);
        }

        await TestCluster.UntilAsync(
            async () => await cluster.Swarm.LookAsync() is { Seeding: ThreeRegions.Members, Completions: ThreeRegions.Members - ThreeRegions.Seeds });
    }

    private static async Task<Dictionary<IPv4Address, int>> PiecesAsync(TestCluster cluster, IPv4Address[] peers)
    {
        var pieces = new Dictionary<IPv4Address, int>();
        foreach (var peer in peers)
        {
            pieces[peer] = (await cluster.Peer(peer).LookAsync()).PiecesHad;
        }

        return pieces;
    }
}
