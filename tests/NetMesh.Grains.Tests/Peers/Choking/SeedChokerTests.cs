using NetMesh.Contracts.Peers;
using NetMesh.Grains.Peers.Choking;

namespace NetMesh.Grains.Tests.Peers.Choking;

public sealed class SeedChokerTests
{
    [Fact]
    public void Slots_go_round_and_everybody_gets_the_same_time()
    {
        var rounds = new ChokingRounds(16);
        var choker = new SeedChoker(4);
        while (rounds.Now < TimeSpan.FromSeconds(4000))
        {
            rounds.Run(choker);
            Assert.Equal(4, rounds.Unchoked.Length);
        }

        Assert.All(rounds.UnchokedTime, time => Assert.InRange(time.TotalSeconds, 950, 1050));
    }

    [Fact]
    public void At_most_a_third_of_the_slots_change_hands_in_a_round()
    {
        var rounds = new ChokingRounds(40);
        var choker = new SeedChoker(10);
        rounds.Run(choker);
        for (var i = 0; i < 50; i++)
        {
            var before = rounds.Unchoked;
            rounds.Run(choker);
            Assert.InRange(rounds.Unchoked.Except(before).Count(), 0, 4);
        }
    }

    [Fact]
    public void A_peer_keeps_its_slot_while_nobody_waits()
    {
        var rounds = new ChokingRounds(3);
        var choker = new SeedChoker(4);
        for (var i = 0; i < 10; i++)
        {
            rounds.Run(choker);
            Assert.Equal([0, 1, 2], rounds.Unchoked);
        }
    }

    [Theory]
    [InlineData(SeedChoking.FillUplink, 30_000_000, 2_000_000, 30)]
    [InlineData(SeedChoking.FillUplink, 10_000_000, 10_000_000, 4)]
    [InlineData(SeedChoking.FillUplink, 31_000_001, 2_000_000, 32)]
    [InlineData(SeedChoking.FillUplink, 0, 2_000_000, 50)]
    [InlineData(SeedChoking.FillUplink, 30_000_000, 0, 4)]
    [InlineData(SeedChoking.FourSlots, 30_000_000, 2_000_000, 4)]
    public void A_seed_opens_as_many_slots_as_it_takes_to_fill_its_uplink(SeedChoking choking, long up, long down, int slots) =>
        Assert.Equal(slots, SeedChoker.SlotsFor(choking, up, down, 50));
}
