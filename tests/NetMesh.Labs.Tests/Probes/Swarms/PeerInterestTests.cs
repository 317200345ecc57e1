using NetMesh.Grains.Peers.Watching;
using NetMesh.Labs.Probes.Swarms;

namespace NetMesh.Labs.Tests.Probes.Swarms;

public sealed class PeerInterestTests
{
    private readonly PeerInterest interest = new();

    private ISwarmWatcher Watcher => interest;

    [Fact]
    public void A_peer_is_interested_in_whoever_has_what_it_lacks()
    {
        Watcher.Joined(Swarm.Peer(0, isSeed: true), Swarm.All, default);
        Watcher.Joined(Swarm.Peer(1), Swarm.None, default);
        Assert.Null(interest.Share);

        Watcher.Joined(Swarm.Peer(2), Swarm.None, default);
        Assert.Equal(0, interest.Share);

        // One has a piece: the other wants it, and has nothing to give for it.
        Watcher.Verified(Swarm.Peer(1), 0, default);
        Assert.Equal(0.5, interest.Share);

        Watcher.Verified(Swarm.Peer(2), 3, default);
        Assert.Equal(1, interest.Share);

        // A newcomer wants something of both, and they nothing of it.
        Watcher.Joined(Swarm.Peer(3), Swarm.None, default);
        Assert.Equal(4.0 / 6, interest.Share);
    }

    [Fact]
    public void In_order_who_is_ahead_wants_nothing_of_those_behind()
    {
        for (var peer = 1; peer <= 3; peer++)
        {
            Watcher.Joined(Swarm.Peer(peer), Swarm.None, default);
            for (var piece = 0; piece < peer; piece++)
            {
                Watcher.Verified(Swarm.Peer(peer), piece, default);
            }
        }

        Assert.Equal(0.5, interest.Share);
    }

    [Fact]
    public void Who_has_everything_or_is_gone_does_not_count()
    {
        foreach (var (peer, piece) in new[] { (1, 0), (2, 1), (3, 2), (4, 2) })
        {
            Watcher.Joined(Swarm.Peer(peer), Swarm.None, default);
            Watcher.Verified(Swarm.Peer(peer), piece, default);
        }

        // Two of the twelve ordered pairs are alike.
        Assert.Equal(10.0 / 12, interest.Share);
        Watcher.Left(Swarm.Peer(4), default);
        Assert.Equal(1, interest.Share);
        Watcher.Finished(Swarm.Peer(3), default);
        Watcher.Finished(Swarm.Peer(2), default);
        Assert.Null(interest.Share);
    }

    [Fact]
    public void Of_a_large_swarm_some_stand_for_all()
    {
        for (var peer = 0; peer < 2000; peer++)
        {
            Watcher.Joined(Swarm.Peer(peer), Swarm.None, default);
            Watcher.Verified(Swarm.Peer(peer), peer % Swarm.Pieces, default);
        }

        Assert.InRange(interest.Share!.Value, 0.7, 0.8);
    }
}
