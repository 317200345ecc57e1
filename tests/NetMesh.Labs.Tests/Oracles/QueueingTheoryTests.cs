using NetMesh.Labs.Oracles;

namespace NetMesh.Labs.Tests.Oracles;

public sealed class QueueingTheoryTests
{
    // The access link of the textbook's eighth edition: 1.54 Mb/s, objects of 100 kb, 15 a second.
    [Fact]
    public void The_textbook_s_access_link_makes_objects_wait_for_1_2_seconds_and_not_for_minutes()
    {
        var load = QueueingTheory.Load(15, 100_000, 1_540_000);
        Assert.Equal(0.974, load, 0.0005);
        Assert.Equal(1.2, QueueingTheory.FifoWaitSeconds(load, 0.0649), 0.05);
        Assert.Equal(2.5, QueueingTheory.FairResponseSeconds(load, 0.0649), 0.05);
    }

    [Fact]
    public void An_idle_link_makes_nobody_wait_and_an_overloaded_one_for_ever()
    {
        Assert.Equal(0, QueueingTheory.FifoWaitSeconds(0, 1));
        Assert.Equal(1, QueueingTheory.FifoResponseSeconds(0, 1));
        Assert.Equal(1, QueueingTheory.FairResponseSeconds(0, 1));
        Assert.Equal(double.PositiveInfinity, QueueingTheory.FifoWaitSeconds(1, 1));
        Assert.Equal(double.PositiveInfinity, QueueingTheory.FairResponseSeconds(1.5, 1));
    }

    [Fact]
    public void Constant_sizes_wait_half_as_long_as_sharing_makes_them_stay_beyond_their_service()
    {
        Assert.Equal(2 * QueueingTheory.FifoWaitSeconds(0.8, 0.5), QueueingTheory.FairResponseSeconds(0.8, 0.5) - 0.5, 1e-9);
    }

    [Fact]
    public void One_turn_is_first_come_first_served_and_turns_without_end_are_sharing()
    {
        Assert.Equal(QueueingTheory.FifoResponseSeconds(0.9, 0.1), QueueingTheory.TurnsResponseSeconds(0.9, 0.1, 1), 1e-12);
        Assert.Equal(QueueingTheory.FairResponseSeconds(0.9, 0.1), QueueingTheory.TurnsResponseSeconds(0.9, 0.1, 1e12), 1e-9);
        Assert.Equal(0.1 + (0.8 * 0.9), QueueingTheory.TurnsResponseSeconds(0.9, 0.1, 4), 1e-12);
    }
}
