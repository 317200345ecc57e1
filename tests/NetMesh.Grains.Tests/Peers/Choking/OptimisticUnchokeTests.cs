using NetMesh.Grains.Peers.Choking;

namespace NetMesh.Grains.Tests.Peers.Choking;

public sealed class OptimisticUnchokeTests
{
    [Fact]
    public void Twenty_peers_are_unchoked_for_the_same_time_within_a_second_and_a_half_over_ninety_seconds_each()
    {
        var rounds = new ChokingRounds(20);
        var optimistic = new OptimisticUnchoke();
        while (rounds.Now < TimeSpan.FromSeconds(20 * 90))
        {
            rounds.Run(optimistic);
        }

        var mean = rounds.UnchokedTime.Average(time => time.TotalSeconds);
        Assert.Equal(90, mean, 0.001);
        Assert.All(rounds.UnchokedTime, time => Assert.InRange(time.TotalSeconds, mean - 1.5, mean + 1.5));
    }

    [Fact]
    public void A_turn_lasts_three_rounds()
    {
        var rounds = new ChokingRounds(5);
        var optimistic = new OptimisticUnchoke();
        rounds.Run(optimistic);
        var first = Assert.Single(rounds.Unchoked);
        rounds.Run(optimistic);
        rounds.Run(optimistic);
        Assert.Equal([first], rounds.Unchoked);
        rounds.Run(optimistic);
        Assert.NotEqual([first], rounds.Unchoked);
    }

    [Fact]
    public void A_newcomer_is_next()
    {
        var rounds = new ChokingRounds(4);
        rounds.Uninterested.Add(3);
        var optimistic = new OptimisticUnchoke();
        for (var i = 0; i < 12; i++)
        {
            rounds.Run(optimistic);
        }

        rounds.Uninterested.Clear();
        rounds.Run(optimistic);

        Assert.Equal([3], rounds.Unchoked);
    }

    [Fact]
    public void A_turn_ends_early_when_its_peer_loses_interest()
    {
        var rounds = new ChokingRounds(2);
        var optimistic = new OptimisticUnchoke();
        rounds.Run(optimistic);
        var first = Assert.Single(rounds.Unchoked);
        rounds.Uninterested.Add(first);

        rounds.Run(optimistic);

        Assert.Equal([1 - first], rounds.Unchoked);
    }
}
