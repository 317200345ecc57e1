using NetMesh.Contracts.Peers;
using NetMesh.Grains.Peers.Watching;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Grains.Tests.Peers.Watching;

public sealed class SwarmWatchTests
{
    [Fact]
    public void Watcher_hears_of_every_piece_block_and_finish()
    {
        var swarm = new MemorySwarm(pieces: 20, blocksPerPiece: 2);
        var log = new Log();
        swarm.Watch.Add(log);
        var seed = swarm.Add(isSeed: true);
        var leechers = new[] { swarm.Add(), swarm.Add() };
        swarm.Introduce();

        Assert.True(swarm.RunUntilComplete(TimeSpan.FromMinutes(2)));

        foreach (var leecher in leechers)
        {
            var at = leecher.Plan.Listen.Address;
            Assert.Equal(leecher.Verified, log.Pieces[at]);
            Assert.Equal(leecher.CompletedAt, log.Finished[at]);
            Assert.Equal(leecher.Peer.Downloaded, log.Received.Where(pair => pair.Key.By == at).Sum(pair => pair.Value));
        }

        // What is under way when the last piece is there does not arrive any more.
        var fromSeed = log.Received.Where(pair => pair.Key.From == seed.Plan.Listen.Address).Sum(pair => pair.Value);
        Assert.InRange(fromSeed, swarm.Torrent.Shape.Length, seed.Peer.Uploaded);
        Assert.Equal(2, log.Finished.Count);
    }

    [Fact]
    public void Who_is_unchoked_and_why_is_what_the_peers_themselves_say()
    {
        // Slow links: the peers are still at it after five rounds.
        var swarm = new MemorySwarm(pieces: 200, blocksPerPiece: 4);
        var log = new Log();
        swarm.Watch.Add(log);
        swarm.Add(isSeed: true, upBytesPerSecond: 50_000);
        for (var i = 0; i < 8; i++)
        {
            swarm.Add(upBytesPerSecond: 20_000, policies: new PeerPolicies { UnchokeSlots = 2 });
        }

        swarm.Introduce();
        for (var seconds = 0; seconds < 120; seconds += 5)
        {
            swarm.Clock.RunFor(TimeSpan.FromSeconds(5));
            foreach (var member in swarm.Members)
            {
                Assert.Equal(member.Peer.Status.Unchoked, log.Open.Count(pair => pair.Key.By == member.Plan.Listen.Address));
            }
        }

        var leechers = swarm.Members.Skip(1).Select(member => member.Plan.Listen.Address).ToHashSet();
        Assert.Contains(log.Turns, turn => leechers.Contains(turn.By) && turn.Reason == UnchokeReason.Optimistic);
        Assert.Contains(log.Turns, turn => leechers.Contains(turn.By) && turn.Reason == UnchokeReason.Regular);
        Assert.DoesNotContain(log.Turns, turn => !leechers.Contains(turn.By) && turn.Reason == UnchokeReason.Optimistic);
        foreach (var leecher in leechers)
        {
            Assert.InRange(log.Open.Count(pair => pair.Key.By == leecher && pair.Value == UnchokeReason.Optimistic), 0, 1);
        }
    }

    [Fact]
    public void Neighbour_that_goes_while_unchoked_is_unchoked_no_more()
    {
        var swarm = new MemorySwarm(pieces: 200, blocksPerPiece: 4);
        var log = new Log();
        swarm.Watch.Add(log);
        var seed = swarm.Add(isSeed: true, upBytesPerSecond: 20_000);
        var leecher = swarm.Add();
        swarm.Introduce();
        Assert.True(swarm.RunUntil(() => log.Open.ContainsKey((seed.Plan.Listen.Address, leecher.Plan.Listen.Address)), TimeSpan.FromMinutes(1)));

        leecher.Leave();
        swarm.Clock.RunFor(TimeSpan.FromSeconds(5));

        Assert.DoesNotContain(log.Open, pair => pair.Key.Neighbour == leecher.Plan.Listen.Address);
    }

    [Fact]
    public void Watchers_hear_of_the_swarm_they_were_posted_for_until_they_are_removed()
    {
        var swarm = new MemorySwarm(pieces: 20);
        var (all, own, other) = (new Log(), new Log(), new Log());
        Assert.Null(swarm.Watch.Watcher);
        swarm.Watch.Add(all);
        swarm.Watch.Add(own, "swarm");
        swarm.Watch.Add(other, "another");
        swarm.Add(isSeed: true);
        swarm.Add(upBytesPerSecond: 100_000);
        swarm.Introduce();
        Assert.True(swarm.RunUntil(() => swarm.Members[1].Verified.Count >= 5, TimeSpan.FromMinutes(1)));
        swarm.Watch.Remove(own);
        Assert.True(swarm.RunUntilComplete(TimeSpan.FromMinutes(1)));

        Assert.Equal(20, all.Pieces.Single().Value.Count);
        Assert.InRange(own.Pieces.Single().Value.Count, 5, 19);
        Assert.Empty(other.Pieces);
        swarm.Watch.Remove(all);
        swarm.Watch.Remove(other);
        Assert.Null(swarm.Watch.Watcher);
    }

    private sealed class Log : ISwarmWatcher
    {
        public Dictionary<IPv4Address, List<int>> Pieces { get; } = [];

        public Dictionary<IPv4Address, TimeSpan> Finished { get; } = [];

        public Dictionary<(IPv4Address By, IPv4Address From), long> Received { get; } = [];

        public Dictionary<(IPv4Address By, IPv4Address Neighbour), UnchokeReason> Open { get; } = [];

        public List<(IPv4Address By, UnchokeReason Reason)> Turns { get; } = [];

        void ISwarmWatcher.Verified(PeerPlan peer, int piece, TimeSpan now)
        {
            Pieces.TryAdd(peer.Listen.Address, []);
            Pieces[peer.Listen.Address].Add(piece);
        }

        void ISwarmWatcher.Finished(PeerPlan peer, TimeSpan now) => Finished.Add(peer.Listen.Address, now);

        void ISwarmWatcher.Unchoked(PeerPlan peer, IPv4Address neighbour, UnchokeReason reason, TimeSpan now)
        {
            Open[(peer.Listen.Address, neighbour)] = reason;
            Turns.Add((peer.Listen.Address, reason));
        }

        void ISwarmWatcher.Choked(PeerPlan peer, IPv4Address neighbour, TimeSpan now) => Assert.True(Open.Remove((peer.Listen.Address, neighbour)));

        void ISwarmWatcher.Received(PeerPlan peer, IPv4Address neighbour, int bytes, TimeSpan now)
        {
            var pair = (peer.Listen.Address, neighbour);
            Received[pair] = Received.GetValueOrDefault(pair) + bytes;
        }
    }
}
