using NetMesh.Grains.Peers;

namespace NetMesh.Grains.Tests.Peers;

public sealed class AgendaTests
{
    private readonly Agenda agenda = new(TimeSpan.FromSeconds(2.25));

    [Fact]
    public void Nothing_is_due_that_nobody_asked_for()
    {
        Assert.Equal(Agenda.Never, agenda.Due);
        Assert.False(agenda.Take(Duty.Look, TimeSpan.FromDays(1)));
    }

    // Slots lie a period apart, 2.25 s before its multiples.
    [Theory]
    [InlineData(Duty.Soon, 100.0, 100.75)]
    [InlineData(Duty.Soon, 100.75, 101.75)]
    [InlineData(Duty.Look, 100.0, 102.75)]
    [InlineData(Duty.Round, 100.0, 107.75)]
    [InlineData(Duty.Round, 0.0, 7.75)]
    public void A_duty_is_due_in_its_first_slot_after_the_time_it_was_asked_for(Duty duty, double after, double due)
    {
        agenda.Ask(duty, TimeSpan.FromSeconds(after));
        Assert.Equal(TimeSpan.FromSeconds(due), agenda.Due);
        Assert.False(agenda.Take(duty, TimeSpan.FromSeconds(due - 0.001)));
        Assert.True(agenda.Take(duty, TimeSpan.FromSeconds(due)));
        Assert.Equal(Agenda.Never, agenda.Due);
    }

    [Fact]
    public void What_was_asked_for_earlier_is_not_put_off()
    {
        agenda.Ask(Duty.Look, TimeSpan.FromSeconds(10));
        agenda.Ask(Duty.Look, TimeSpan.FromSeconds(100));
        agenda.Ask(Duty.Look, Agenda.Never);
        Assert.Equal(TimeSpan.FromSeconds(12.75), agenda.Due);
    }

    [Fact]
    public void When_one_duty_is_done_the_next_is_due()
    {
        agenda.Ask(Duty.Look, TimeSpan.FromSeconds(10));
        agenda.Ask(Duty.Soon, TimeSpan.FromSeconds(10));
        Assert.True(agenda.Take(Duty.Soon, agenda.Due));
        Assert.Equal(TimeSpan.FromSeconds(12.75), agenda.Due);
        Assert.True(agenda.Has(Duty.Look));
        Assert.False(agenda.Has(Duty.Soon));
    }
}
