using NetMesh.Cluster.Tests.Clusters;
using NetMesh.Contracts.Peers;
using NetMesh.Contracts.Swarms;
using NetMesh.Grains.Peers;
using NetMesh.Grains.Swarms;

namespace NetMesh.Cluster.Tests;

/// <summary>What grains have stored comes back on another silo.</summary>
public sealed class StateTests
{
    private const int Leechers = ThreeRegions.Members - ThreeRegions.Seeds;

    [Fact]
    public async Task A_finished_swarm_is_still_finished_after_the_silos_of_all_of_its_grains_died()
    {
        await using var cluster = await TestCluster.StartAsync();
        var plan = ThreeRegions.Swarm(cluster.Options.Ports, mebibytes: 2);
        await cluster.Swarm.StartAsync(plan);

        // The swarm stores what it was told within five seconds: a crash before that costs the times of completions, though not the pieces.
        await TestCluster.UntilAsync(
            async () => (await cluster.StoredAsync<KeptSwarmProgress>("swarm-progress", cluster.Swarm)).Completions == Leechers);
        foreach (var member in plan.Members)
        {
            await TestCluster.UntilAsync(
                async () => (await cluster.StoredAsync<PeerProgress>("peer-progress", cluster.Peer(member.Address))).IsReported);
        }

        var before = await cluster.Swarm.LookAsync();
        foreach (var region in ThreeRegions.Regions)
        {
            await cluster.KillAsync(region.Label);
            await TestCluster.UntilAsync(() => IsWholeAsync(cluster, plan), () => $"{region.Label} was killed");
            await cluster.RestartAsync(region.Label);
        }

        var after = await cluster.Swarm.LookAsync();
        Assert.Equal(before.Finished.OrderBy(completion => completion.Peer), after.Finished.OrderBy(completion => completion.Peer));
    }

    private static async ValueTask<bool> IsWholeAsync(TestCluster cluster, SwarmPlan plan)
    {
        foreach (var member in plan.Members)
        {
            var status = await cluster.Peer(member.Address).LookAsync();
            if (status.State != PeerState.Seeding || status.PiecesHad != plan.Torrent.Shape.PieceCount)
            {
                return false;
            }
        }

        return await cluster.Swarm.LookAsync() is { Completions: Leechers, Seeding: ThreeRegions.Members };
    }
}
