using System.Collections.Concurrent;

namespace NetMesh.Clock.Tests;

public sealed class WallClockTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public void Events_run_in_order_and_never_early_on_the_clock_s_own_thread()
    {
        using var clock = new WallClock();
        var log = new Log(3);
        var start = clock.NowNs;
        clock.Schedule(start + 40_000_000, log, start + 40_000_000);
        clock.Schedule(start + 2_500_000, log, start + 2_500_000);
        clock.Schedule(start, log, start);
        Assert.True(log.Done.Wait(Patience));
        Assert.Equal([start, start + 2_500_000, start + 40_000_000], log.Fired.Select(fired => fired.Argument));
        Assert.All(log.Fired, fired => Assert.True(fired.NowNs >= fired.Argument));
        Assert.Single(log.Fired.Select(fired => fired.Thread).Distinct());
        Assert.NotEqual(Environment.CurrentManagedThreadId, log.Fired.First().Thread);
    }

    [Fact]
    public void An_earlier_event_wakes_the_sleeping_thread()
    {
        using var clock = new WallClock();
        var late = new Log(1);
        var soon = new Log(1);
        var handle = clock.Schedule(clock.NowNs + (3600 * Nanoseconds.PerSecond), late);
        clock.Schedule(clock.NowNs + 1_000_000, soon);
        Assert.True(soon.Done.Wait(Patience));
        Assert.True(clock.Cancel(handle));
        Assert.Equal(0, clock.PendingCount);
    }

    [Fact]
    public void Several_threads_plan_and_cancel_at_once()
    {
        const int Threads = 4, Each = 5_000;
        using var clock = new WallClock();
        var log = new Log(Threads * Each / 2);
        var threads = Enumerable.Range(0, Threads).Select(t => new Thread(() =>
        {
            var random = new RandomStream((ulong)t);
            for (var i = 0; i < Each / 2; i++)
            {
                clock.Schedule(clock.NowNs + random.Next(5_000_000), log);
                Assert.True(clock.Cancel(clock.Schedule(clock.NowNs + (60 * Nanoseconds.PerSecond), log)));
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.True(log.Done.Wait(Patience));
        Assert.Equal(Threads * Each / 2, log.Fired.Count);
        Assert.Equal(0, clock.PendingCount);
    }

    [Fact]
    public void An_event_that_throws_is_reported_and_the_clock_goes_on()
    {
        var errors = new ConcurrentQueue<Exception>();
        using var clock = new WallClock(errors.Enqueue);
        var log = new Log(1);
        clock.Schedule(0, new Faulty());
        clock.Schedule(clock.NowNs + 1, log);
        Assert.True(log.Done.Wait(Patience));
        Assert.IsType<NotSupportedException>(Assert.Single(errors));
    }

    private sealed class Faulty : ITimedEvent
    {
        public void Fire(long nowNs, long argument) => throw new NotSupportedException();
    }

    private sealed class Log(int expected) : ITimedEvent
    {
        public ConcurrentQueue<(long NowNs, long Argument, int Thread)> Fired { get; } = [];

        public CountdownEvent Done { get; } = new(expected);

        public void Fire(long nowNs, long argument)
        {
            Fired.Enqueue((nowNs, argument, Environment.CurrentManagedThreadId));
            Done.Signal();
        }
    }
}
