using NetMesh.Cluster.Tests.Clusters;
using Xunit.Abstractions;

namespace NetMesh.Cluster.Tests;

/// <summary>A swarm goes on while silos die and come back.</summary>
public sealed class KillsTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_swarm_completes_through_kills_and_restarts(int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var cluster = await TestCluster.StartAsync(new ClusterOptions { Seed = seed });
        await cluster.Swarm.StartAsync(ThreeRegions.Swarm(cluster.Options.Ports, mebibytes: 12));
        for (var kill = 0; kill < 3; kill++)
        {
            // At a moment that depends on how far the swarm is, so that a slow machine does not kill before there is something to lose.
            var least = random.Next(20, 60) + (40 * kill);
            await TestCluster.UntilAsync(async () => await PiecesAsync(cluster) >= least || await IsDoneAsync(cluster));
            var region = ThreeRegions.Regions[random.Next(ThreeRegions.Regions.Length)].Label;
            output.WriteLine($"kill {region} at {await PiecesAsync(cluster)} pieces");
            await cluster.KillAsync(region);
            if (random.Next(2) == 0)
            {
                var other = cluster.Silos[random.Next(cluster.Silos.Count)];
                await TestCluster.UntilAsync(async () => await PiecesAsync(cluster) >= least || await IsDoneAsync(cluster));
                output.WriteLine($"and {other} before it is back");
                await cluster.KillAsync(other);
                await cluster.RestartAsync(other);
            }

            await cluster.RestartAsync(region);
        }

        var took = await TestCluster.UntilAsync(() => IsDoneAsync(cluster));
        output.WriteLine($"done {took.TotalSeconds:0.0} s after the last restart");
    }

    private static async ValueTask<bool> IsDoneAsync(TestCluster cluster) =>
        await cluster.Swarm.LookAsync() is { Seeding: ThreeRegions.Members, Completions: ThreeRegions.Members - ThreeRegions.Seeds };

    private static async ValueTask<int> PiecesAsync(TestCluster cluster)
    {
        var pieces = 0;
        for (var number = ThreeRegions.Seeds; number < ThreeRegions.Members; number++)
        {
            pieces += (await cluster.Peer(ThreeRegions.Member(number)).LookAsync()).PiecesHad;
        }

        return pieces;
    }
}
