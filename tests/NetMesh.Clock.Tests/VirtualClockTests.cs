namespace NetMesh.Clock.Tests;

public sealed class VirtualClockTests
{
    [Fact]
    public void Running_until_a_time_runs_what_is_planned_by_then_and_moves_the_clock_there()
    {
        var clock = new VirtualClock();
        var log = new Log();
        clock.Schedule(10, log, 1);
        clock.Schedule(20, log, 2);
        clock.Schedule(21, log, 3);
        Assert.Equal(2, clock.RunUntil(20));
        Assert.Equal([(10, 1), (20, 2)], log.Fired);
        Assert.Equal(20, clock.NowNs);
        Assert.Equal(1, clock.PendingCount);
        Assert.True(clock.RunNext());
        Assert.False(clock.RunNext());
        Assert.Equal(3, clock.FiredCount);
    }

    [Fact]
    public void An_event_planned_for_the_past_runs_now()
    {
        var clock = new VirtualClock();
        var log = new Log();
        clock.RunUntil(1_000_000);
        clock.Schedule(5, log, 1);
        clock.RunNext();
        Assert.Equal([(1_000_000, 1)], log.Fired);
    }

    [Fact]
    public void A_foreign_thread_is_refused_and_named()
    {
        var clock = new VirtualClock();
        Exception? thrown = null;
        var stranger = new Thread(() => thrown = Record.Exception(() => clock.Schedule(1, new Log()))) { Name = "stranger" };
        stranger.Start();
        stranger.Join();
        Assert.Contains("'stranger'", Assert.IsType<InvalidOperationException>(thrown).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_thread_that_takes_the_clock_over_may_use_it()
    {
        var clock = new VirtualClock();
        var heir = new Thread(() =>
        {
            clock.TakeOver();
            clock.Schedule(1, new Log());
        });
        heir.Start();
        heir.Join();
        Assert.Throws<InvalidOperationException>(() => clock.RunNext());
    }

    [Fact]
    public void The_framework_s_timers_beat_on_the_loop()
    {
        var clock = new VirtualClock();
        List<DateTimeOffset> beats = [];
        using var timer = clock.TimeProvider.CreateTimer(
            _ => beats.Add(clock.TimeProvider.GetUtcNow()), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
        clock.RunFor(TimeSpan.FromSeconds(25));
        Assert.Equal(new[] { 1, 11, 21 }.Select(s => VirtualClock.Epoch.AddSeconds(s)), beats);
        timer.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        clock.RunFor(TimeSpan.FromSeconds(25));
        Assert.Equal(4, beats.Count);
        timer.Dispose();
        Assert.False(timer.Change(TimeSpan.Zero, TimeSpan.Zero));
        Assert.Equal(0, clock.PendingCount);
    }

    [Fact]
    public void A_delay_of_the_framework_ends_at_its_virtual_time()
    {
        var clock = new VirtualClock();
        var delay = Task.Delay(TimeSpan.FromDays(40), clock.TimeProvider);
        clock.RunUntil(TimeSpan.FromDays(40).ToNanoseconds() - 1);
        Assert.False(delay.IsCompleted);
        clock.RunNext();
        Assert.True(delay.IsCompletedSuccessfully);
        Assert.Equal(TimeSpan.FromDays(40), clock.TimeProvider.GetElapsedTime(0));
    }

    private sealed class Log : ITimedEvent
    {
        public List<(long, long)> Fired { get; } = [];

        public void Fire(long nowNs, long argument) => Fired.Add((nowNs, argument));
    }
}
