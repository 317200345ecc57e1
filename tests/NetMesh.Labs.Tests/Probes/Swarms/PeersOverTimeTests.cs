using NetMesh.Contracts.Peers;
using NetMesh.Grains.Peers.Watching;
using NetMesh.Labs.Probes.Swarms;

namespace NetMesh.Labs.Tests.Probes.Swarms;

public sealed class PeersOverTimeTests
{
    [Fact]
    public void Download_is_what_happens_between_coming_and_leaving()
    {
        var downloads = new Downloads();
        ISwarmWatcher watcher = downloads;
        watcher.Joined(Swarm.Peer(0, isSeed: true), Swarm.All, default);
        watcher.Joined(Swarm.Peer(1), Swarm.None, Swarm.Second(5));
        watcher.Joined(Swarm.Peer(1), Swarm.None, Swarm.Second(8));
        watcher.Finished(Swarm.Peer(1), Swarm.Second(25));
        watcher.Left(Swarm.Peer(1), Swarm.Second(30));
        watcher.Joined(Swarm.Peer(1), Swarm.None, Swarm.Second(60));
        Assert.Equal(2, downloads.All.Count);
        Assert.Equal((Swarm.Second(20), Swarm.Second(30)), (downloads.All[0].Took!.Value, downloads.All[0].Left!.Value));
        Assert.Equal((null, null), (downloads.All[1].Took, downloads.All[1].Left));
    }

    [Fact]
    public void Leechers_and_seeds_are_counted_and_summed_up_over_time()
    {
        var presence = new Presence();
        ISwarmWatcher watcher = presence;
        watcher.Joined(Swarm.Peer(0, isSeed: true), Swarm.All, default);
        watcher.Joined(Swarm.Peer(1), Swarm.None, Swarm.Second(10));
        watcher.Finished(Swarm.Peer(1), Swarm.Second(30));
        Assert.Equal((0, 2), (presence.Leechers, presence.Seeds));
        watcher.Left(Swarm.Peer(1), Swarm.Second(40));
        watcher.Left(Swarm.Peer(1), Swarm.Second(45));
        Assert.Equal((0, 1), (presence.Leechers, presence.Seeds));
        Assert.Equal((20, 60), presence.Totals(Swarm.Second(50)));
    }

    [Fact]
    public void Uplinks_are_used_by_what_arrives_from_those_who_are_there()
    {
        var use = new UplinkUse(Swarm.Map(3));
        ISwarmWatcher watcher = use;
        watcher.Joined(Swarm.Peer(0, isSeed: true), Swarm.All, default);
        watcher.Joined(Swarm.Peer(1), Swarm.None, Swarm.Second(10));
        watcher.Joined(Swarm.Peer(2, policies: new PeerPolicies { FreeRider = true }), Swarm.None, Swarm.Second(10));
        watcher.Received(Swarm.Peer(1), Swarm.At(0), 1_000_000, Swarm.Second(15));
        watcher.Left(Swarm.Peer(1), Swarm.Second(20));
        Assert.Equal((40e6, 8e6), use.Totals(Swarm.Second(30)));
    }
}
