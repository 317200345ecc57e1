using NetMesh.Grains.Peers.Choking;

namespace NetMesh.Grains.Tests.Peers.Choking;

public sealed class TitForTatChokerTests
{
    [Fact]
    public void The_four_best_uploaders_are_unchoked()
    {
        var rounds = new ChokingRounds(8);
        for (var i = 0; i < 8; i++)
        {
            rounds.Rates[i] = 1000 * (i + 1);
        }

        rounds.Run(new TitForTatChoker(4));

        Assert.Equal([4, 5, 6, 7], rounds.Unchoked);
    }

    [Fact]
    public void Peer_that_uploads_nothing_is_choked_after_the_third_round()
    {
        var rounds = new ChokingRounds(5);
        var choker = new TitForTatChoker(4);
        rounds.Run(choker);
        var lucky = rounds.Unchoked;
        var freeRider = lucky[0];
        var waiting = Enumerable.Range(0, 5).Single(i => !lucky.Contains(i));
        foreach (var other in lucky.Skip(1))
        {
            rounds.Rates[other] = 5000;
        }

        rounds.Run(choker);
        Assert.Contains(freeRider, rounds.Unchoked);
        rounds.Run(choker);
        Assert.Contains(freeRider, rounds.Unchoked);
        rounds.Run(choker);
        Assert.DoesNotContain(freeRider, rounds.Unchoked);
        Assert.Contains(waiting, rounds.Unchoked);
    }

    [Fact]
    public void Peer_that_uploads_takes_the_slot_of_one_that_does_not_at_once()
    {
        var rounds = new ChokingRounds(5);
        var choker = new TitForTatChoker(4);
        rounds.Run(choker);
        var waiting = Enumerable.Range(0, 5).Single(i => !rounds.Unchoked.Contains(i));
        rounds.Rates[waiting] = 1;

        rounds.Run(choker);

        Assert.Contains(waiting, rounds.Unchoked);
    }

    [Fact]
    public void Doubling_its_upload_moves_a_peer_up_into_the_slots()
    {
        var rounds = new ChokingRounds(6);
        var choker = new TitForTatChoker(4);
        for (var i = 0; i < 6; i++)
        {
            rounds.Rates[i] = 1000 + (100 * i);
        }

        rounds.Run(choker);
        Assert.DoesNotContain(0, rounds.Unchoked);
        rounds.Rates[0] *= 2;
        rounds.Run(choker);
        Assert.Contains(0, rounds.Unchoked);
    }

    [Fact]
    public void Snubbing_and_uninterested_peers_get_no_slot()
    {
        var rounds = new ChokingRounds(3);
        rounds.Rates[0] = 9000;
        rounds.Rates[1] = 8000;
        rounds.Snubbing.Add(0);
        rounds.Uninterested.Add(1);

        rounds.Run(new TitForTatChoker(4));

        Assert.Equal([2], rounds.Unchoked);
    }

    [Fact]
    public void Slots_nobody_has_earned_go_round()
    {
        var rounds = new ChokingRounds(12);
        var choker = new TitForTatChoker(4);
        var served = new HashSet<int>();
        for (var round = 0; round < 9; round++)
        {
            rounds.Run(choker);
            served.UnionWith(rounds.Unchoked);
        }

        Assert.Equal(12, served.Count);
    }

    [Theory]
    [InlineData(262_144, 1_000_000, 3)]
    [InlineData(262_144, 233_017, 5)]
    [InlineData(4_687_500, 300_000, 12)]
    [InlineData(262_144, 0, 3)]
    public void Patience_lasts_for_a_whole_piece_over_a_fifth_of_the_uplink_from_three_rounds_to_twelve(int pieceLength, long upBitsPerSecond, int rounds) =>
        Assert.Equal(rounds * TitForTatChoker.Round, TitForTatChoker.PatienceFor(pieceLength, upBitsPerSecond, 5));

    [Fact]
    public void Peer_that_needs_longer_for_a_piece_keeps_its_slot_for_longer()
    {
        var rounds = new ChokingRounds(5);
        var choker = new TitForTatChoker(4, TitForTatChoker.PatienceFor(262_144, 233_017, 5));
        rounds.Run(choker);
        var lucky = rounds.Unchoked;
        for (var round = 0; round < 4; round++)
        {
            rounds.Run(choker);
            Assert.Equal(lucky, rounds.Unchoked);
        }

        rounds.Run(choker);
        Assert.NotEqual(lucky, rounds.Unchoked);
    }
}
