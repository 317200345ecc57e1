using NetMesh.Grains.Peers.Watching;
using NetMesh.Labs.Probes.Swarms;

namespace NetMesh.Labs.Tests.Probes.Swarms;

public sealed class PayloadMatrixTests
{
    private readonly PayloadMatrix matrix = new();

    [Fact]
    public void Blocks_are_summed_up_by_giver_and_receiver()
    {
        Give(0, 1, 16);
        Give(0, 1, 16);
        Give(1, 0, 8);
        Assert.Equal([(Swarm.At(0), Swarm.At(1), 32L), (Swarm.At(1), Swarm.At(0), 8L)], matrix.Pairs);
        Assert.Equal(40, matrix.Total);
        Assert.Equal(32, matrix.Between(giver => giver == Swarm.At(0), _ => true));
    }

    [Fact]
    public void Peers_that_keep_to_their_kind_cluster_and_peers_that_do_not_mind_do_not()
    {
        foreach (var (giver, receiver) in new[] { (0, 1), (0, 2), (0, 3), (1, 0), (1, 2), (1, 3), (2, 0), (2, 1), (2, 3), (3, 0), (3, 1), (3, 2) })
        {
            Give(giver, receiver, 10);
        }

        // Two of each kind: a third of the others is of one's own kind, where half would be of a random receiver's.
        Assert.Equal(2.0 / 3, matrix.Clustering(Kind), 6);
        Give(0, 2, 1000);
        Give(2, 0, 1000);
        Give(1, 3, 1000);
        Give(3, 1, 1000);
        Assert.InRange(matrix.Clustering(Kind), 1.9, 2);
        Assert.Equal(1, matrix.Clustering(_ => "alike"), 6);
        Assert.Equal(double.NaN, matrix.Clustering(_ => null));
    }

    private static string Kind(Protocols.Addressing.IPv4Address peer) => peer == Swarm.At(0) || peer == Swarm.At(2) ? "fast" : "slow";

    private void Give(int giver, int receiver, int bytes) => ((ISwarmWatcher)matrix).Received(Swarm.Peer(receiver), Swarm.At(giver), bytes, default);
}
