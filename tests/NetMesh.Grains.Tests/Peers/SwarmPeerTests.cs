using NetMesh.Contracts.Peers;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.PeerWire;
using NetMesh.Protocols.Wire;

namespace NetMesh.Grains.Tests.Peers;

public sealed class SwarmPeerTests
{
    [Fact]
    public void A_leecher_gets_everything_from_a_seed()
    {
        var swarm = new MemorySwarm();
        var seed = swarm.Add(isSeed: true);
        var leecher = swarm.Add();
        swarm.Introduce();

        Assert.True(swarm.RunUntilComplete(TimeSpan.FromSeconds(60)));

        Assert.Equal(swarm.Torrent.Shape.Length, leecher.Peer.Downloaded);
        Assert.Equal(swarm.Torrent.Shape.Length, seed.Peer.Uploaded);
        Assert.Equal(PeerState.Seeding, leecher.Peer.Status.State);

        // The content alone takes 2.6 s over the seed's uplink.
        Assert.InRange(leecher.CompletedAt!.Value.TotalSeconds, 2.5, 4.5);
    }

    [Fact]
    public void Twenty_leechers_use_each_others_uplinks()
    {
        var swarm = new MemorySwarm(pieces: 100, blocksPerPiece: 4);
        swarm.Add(isSeed: true);
        for (var i = 0; i < 20; i++)
        {
            swarm.Add();
        }

        swarm.Introduce();

        Assert.True(swarm.RunUntilComplete(TimeSpan.FromMinutes(10)));
        var last = swarm.Members.Max(member => member.CompletedAt.GetValueOrDefault());

        // The seed alone would take 131 s.
        Assert.InRange(last.TotalSeconds, 6, 40);
    }

    [Fact]
    public void Two_seeds_part()
    {
        var swarm = new MemorySwarm();
        swarm.Add(isSeed: true);
        swarm.Add(isSeed: true);
        swarm.Introduce();

        swarm.Clock.RunFor(TimeSpan.FromSeconds(5));

        Assert.All(swarm.Members, member => Assert.Equal(0, member.Peer.ConnectionCount));
    }

    [Fact]
    public void Nobody_keeps_a_connection_to_himself_or_two_to_the_same_peer()
    {
        var swarm = new MemorySwarm();
        swarm.Add();
        swarm.Add();
        var endpoints = swarm.Members.Select(member => member.Plan.Listen).ToArray();
        foreach (var member in swarm.Members)
        {
            member.Offer(endpoints);
        }

        swarm.Clock.RunFor(TimeSpan.FromSeconds(120));

        Assert.All(swarm.Members, member => Assert.Equal(1, member.Peer.ConnectionCount));
    }

    [Fact]
    public void A_peer_that_sends_wrong_bytes_is_banned_and_the_pieces_come_from_elsewhere()
    {
        var swarm = new MemorySwarm(pieces: 100);
        swarm.Add(isSeed: true);
        swarm.Add(isSeed: true);
        var liar = swarm.Add(isSeed: true);
        var leecher = swarm.Add();
        swarm.Network.Tamper = (sender, message) =>
            sender == liar.Plan.Listen.Address && message is PieceBlock block
                ? new PieceBlock(block.Piece, block.Begin, Block.Simulated(block.Block.Length, 666))
                : message;
        swarm.Introduce();

        Assert.True(swarm.RunUntilComplete(TimeSpan.FromMinutes(10)));
        Assert.InRange(leecher.Peer.Status.PiecesFailed, 1, 20);
        Assert.Equal(1, leecher.Peer.Status.Banned);
        Assert.True(leecher.Peer.IsBanned(liar.Plan.Listen.Address));
    }

    [Fact]
    public void A_swarm_survives_peers_that_leave()
    {
        var swarm = new MemorySwarm(pieces: 100);
        swarm.Add(isSeed: true);
        for (var i = 0; i < 12; i++)
        {
            swarm.Add(upBytesPerSecond: 200_000);
        }

        swarm.Introduce();
        swarm.Clock.RunFor(TimeSpan.FromSeconds(10));
        foreach (var leaver in swarm.Members.Skip(3).Take(5).ToArray())
        {
            leaver.Leave();
            swarm.Members.Remove(leaver);
        }

        Assert.True(swarm.RunUntilComplete(TimeSpan.FromMinutes(10)));
    }

    [Fact]
    public void A_thin_downlink_is_not_asked_for_more_than_it_takes_while_a_request_may_wait()
    {
        var swarm = new MemorySwarm(pieces: 100);
        for (var i = 0; i < 20; i++)
        {
            swarm.Add(isSeed: true, upBytesPerSecond: 4_000);
        }

        // 327,680 bits a second take five blocks in the two seconds of slack; each seed may be asked for one in any case.
        var leecher = swarm.Add(downBitsPerSecond: 327_680).Plan.Listen.Address;
        var (awaited, most) = (0, 0);
        swarm.Network.Tamper = (sender, message) =>
        {
            foreach (var part in message is PeerWireBatch batch ? batch.Messages.ToArray() : [(PeerWireMessage)message])
            {
                awaited += sender == leecher && part is Request ? 1 : sender != leecher && part is PieceBlock ? -1 : 0;
            }

            most = Math.Max(most, awaited);
            return message;
        };
        swarm.Introduce();
        swarm.Clock.RunFor(TimeSpan.FromSeconds(30));

        Assert.InRange(most, 5, 20);
    }

    [Fact]
    public void A_free_rider_finishes_after_those_who_contribute()
    {
        var swarm = new MemorySwarm(pieces: 400);
        swarm.Add(isSeed: true, upBytesPerSecond: 500_000);
        for (var i = 0; i < 40; i++)
        {
            swarm.Add(upBytesPerSecond: 100_000, policies: new PeerPolicies { FreeRider = i % 5 == 0 });
        }

        swarm.Introduce();

        Assert.True(swarm.RunUntilComplete(TimeSpan.FromHours(1)));
        var riders = swarm.Members.Where(member => member.Plan.Policies.FreeRider).Average(member => member.CompletedAt!.Value.TotalSeconds);
        var others = swarm.Members.Where(member => !member.Plan.Policies.FreeRider && !member.Plan.IsSeed).Average(member => member.CompletedAt!.Value.TotalSeconds);
        Assert.True(riders > 1.04 * others, $"free riders took {riders:F0} s, the others {others:F0} s");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Super_seed_that_stops_offering_says_so_in_messages_that_can_be_read(long randomSeed)
    {
        var swarm = new MemorySwarm(pieces: 20, seed: randomSeed);
        var nested = 0;
        swarm.Network.Tamper = (_, message) =>
        {
            nested += message is PeerWireBatch batch && batch.Messages.ToArray().Any(one => one is PeerWireBatch) ? 1 : 0;
            return message;
        };
        swarm.Add(isSeed: true, policies: new PeerPolicies { SuperSeeding = true });
        for (var i = 0; i < 6; i++)
        {
            swarm.Add();
        }

        swarm.Introduce();
        Assert.True(swarm.RunUntilComplete(TimeSpan.FromMinutes(5)));
        Assert.Equal(0, nested);
    }

    [Fact]
    public void Requests_that_a_snubbing_neighbour_was_asked_are_taken_back()
    {
        var swarm = new MemorySwarm(pieces: 8);
        var cancelled = 0;

        // A seed so slow that every block is later than the patience of those who wait for it.
        var seed = swarm.Add(isSeed: true, upBytesPerSecond: 200);
        swarm.Add();
        swarm.Network.Tamper = (sender, message) =>
        {
            cancelled += sender != seed.Plan.Listen.Address ? Cancels(message) : 0;
            return message;
        };
        swarm.Introduce();
        swarm.RunUntil(() => cancelled > 0, TimeSpan.FromMinutes(5));
        Assert.InRange(cancelled, 1, int.MaxValue);
        Assert.True(swarm.RunUntilComplete(TimeSpan.FromHours(4)));

        // A block that is later than the patience is asked for again, but not for ever.
        Assert.InRange(seed.Peer.Uploaded, swarm.Torrent.Shape.Length, 3 * swarm.Torrent.Shape.Length);
    }

    [Fact]
    public void Equal_seeds_of_randomness_give_equal_runs()
    {
        Assert.Equal(Fingerprint(5), Fingerprint(5));
        Assert.NotEqual(Fingerprint(5), Fingerprint(6));
    }

    private static int Cancels(WireMessage message) => message is PeerWireBatch batch ? batch.Messages.ToArray().Count(one => one is Cancel) : message is Cancel ? 1 : 0;

    private static string Fingerprint(long randomSeed)
    {
        var swarm = new MemorySwarm(seed: randomSeed);
        swarm.Add(isSeed: true);
        for (var i = 0; i < 8; i++)
        {
            swarm.Add();
        }

        swarm.Introduce();
        swarm.RunUntilComplete(TimeSpan.FromMinutes(5));
        return string.Join(' ', swarm.Members.Select(member => $"{member.CompletedAt} {string.Join(',', member.Verified)}")) + swarm.Network.Messages;
    }
}
