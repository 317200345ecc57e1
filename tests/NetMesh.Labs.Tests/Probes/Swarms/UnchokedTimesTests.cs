using NetMesh.Grains.Peers.Watching;
using NetMesh.Labs.Probes.Swarms;

namespace NetMesh.Labs.Tests.Probes.Swarms;

public sealed class UnchokedTimesTests
{
    [Fact]
    public void Time_counts_for_the_reason_it_was_given_for()
    {
        var times = new UnchokedTimes(TimeSpan.Zero, TimeSpan.MaxValue);
        ISwarmWatcher watcher = times;
        watcher.Unchoked(Swarm.Peer(0), Swarm.At(1), UnchokeReason.Optimistic, Swarm.Second(10));
        watcher.Unchoked(Swarm.Peer(0), Swarm.At(1), UnchokeReason.Regular, Swarm.Second(40));
        watcher.Choked(Swarm.Peer(0), Swarm.At(1), Swarm.Second(45));
        watcher.Choked(Swarm.Peer(0), Swarm.At(1), Swarm.Second(50));
        watcher.Unchoked(Swarm.Peer(0), Swarm.At(2), UnchokeReason.Regular, Swarm.Second(60));
        Assert.Equal(
            [(Swarm.At(0), Swarm.At(1), Swarm.Second(5), Swarm.Second(30)), (Swarm.At(0), Swarm.At(2), Swarm.Second(7), TimeSpan.Zero)],
            times.At(Swarm.Second(67)).OrderByDescending(time => time.Optimistic));
    }

    [Fact]
    public void Only_the_window_counts()
    {
        var times = new UnchokedTimes(Swarm.Second(100), Swarm.Second(200));
        ISwarmWatcher watcher = times;
        watcher.Unchoked(Swarm.Peer(0), Swarm.At(1), UnchokeReason.Regular, Swarm.Second(10));
        watcher.Choked(Swarm.Peer(0), Swarm.At(1), Swarm.Second(130));
        watcher.Unchoked(Swarm.Peer(0), Swarm.At(1), UnchokeReason.Regular, Swarm.Second(190));
        Assert.Equal(Swarm.Second(40), times.At(Swarm.Second(500)).Single().Regular);
        Assert.Equal([(Swarm.Second(100), Swarm.Second(130)), (Swarm.Second(190), Swarm.Second(200))], times.TurnsAt(Swarm.Second(500)).Select(turn => (turn.Begin, turn.End)));
    }

    [Fact]
    public void Who_leaves_unchokes_nobody_any_more()
    {
        var times = new UnchokedTimes(TimeSpan.Zero, TimeSpan.MaxValue);
        ISwarmWatcher watcher = times;
        watcher.Unchoked(Swarm.Peer(0), Swarm.At(1), UnchokeReason.Regular, Swarm.Second(10));
        watcher.Left(Swarm.Peer(0), Swarm.Second(15));
        Assert.Equal(Swarm.Second(5), times.At(Swarm.Second(500)).Single().Regular);
    }
}
