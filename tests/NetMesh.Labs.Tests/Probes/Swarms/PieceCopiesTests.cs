using NetMesh.Grains.Peers.Watching;
using NetMesh.Labs.Probes.Swarms;

namespace NetMesh.Labs.Tests.Probes.Swarms;

public sealed class PieceCopiesTests
{
    private readonly PieceCopies copies = new();

    private ISwarmWatcher Watcher => copies;

    [Fact]
    public void Copies_are_those_of_the_peers_that_are_there()
    {
        Assert.Equal(default, copies.Count());
        Watcher.Joined(Swarm.Peer(0, isSeed: true), Swarm.All, default);
        Watcher.Joined(Swarm.Peer(1), Swarm.None, default);
        Assert.Equal(new CopyCount(1, 1, 1, 4), copies.Count());

        Watcher.Verified(Swarm.Peer(1), 2, default);
        Watcher.Verified(Swarm.Peer(1), 0, default);
        Assert.Equal(new CopyCount(1, 1.5, 2, 2), copies.Count());

        Watcher.Left(Swarm.Peer(0), default);
        Assert.Equal(new CopyCount(0, 0.5, 1, 2), copies.Count());

        // Back with what it had: its silo had died.
        Watcher.Joined(Swarm.Peer(0, isSeed: true), Swarm.All, default);
        Watcher.Joined(Swarm.Peer(0, isSeed: true), Swarm.All, default);
        Assert.Equal(new CopyCount(1, 1.5, 2, 2), copies.Count());
    }

    [Fact]
    public void Wait_for_the_last_piece_begins_with_the_last_but_one()
    {
        var last = new LastPieces();
        ISwarmWatcher watcher = last;
        watcher.Joined(Swarm.Peer(1), Swarm.None, default);
        foreach (var (piece, at) in new[] { (3, 5), (0, 6), (1, 8), (2, 30) })
        {
            watcher.Verified(Swarm.Peer(1), piece, Swarm.Second(at));
        }

        watcher.Finished(Swarm.Peer(1), Swarm.Second(30));
        Assert.Equal([Swarm.Second(22)], last.Waits);
    }

    [Fact]
    public void Transient_state_ends_when_every_piece_was_passed_on_once()
    {
        Watcher.Joined(Swarm.Peer(0, isSeed: true), Swarm.All, Swarm.Second(10));
        Watcher.Joined(Swarm.Peer(1), Swarm.None, Swarm.Second(11));
        Watcher.Joined(Swarm.Peer(2), Swarm.None, Swarm.Second(12));
        foreach (var piece in new[] { 0, 1, 3 })
        {
            Watcher.Verified(Swarm.Peer(1), piece, Swarm.Second(20 + piece));
            Watcher.Verified(Swarm.Peer(2), piece, Swarm.Second(30 + piece));
        }

        Assert.Null(copies.Transient);
        Watcher.Verified(Swarm.Peer(2), 2, Swarm.Second(40));
        Watcher.Verified(Swarm.Peer(1), 2, Swarm.Second(50));
        Assert.Equal(Swarm.Second(30), copies.Transient);
    }
}
