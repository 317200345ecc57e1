using FsCheck;
using FsCheck.Fluent;
using NetMesh.Clock.Wheel;

namespace NetMesh.Clock.Tests.Wheel;

public sealed class EventWheelTests
{
    // Delays that meet every level of the wheel, and equal times.
    private static readonly long[] Spans =
        [1, 3, 200, 256, 300, 65_536, 70_000, 20_000_000, 1L << 32, 1L << 41, 365L * 24 * 3600 * Nanoseconds.PerSecond, 1L << 46];

    [Fact]
    public void Any_schedule_runs_in_the_order_of_a_sorted_list()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => Agrees(seed, steps: 400)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_long_crowded_schedule_runs_in_the_order_of_a_sorted_list() => Assert.True(Agrees(7, steps: 60_000));

    [Fact]
    public void Equal_times_run_in_the_order_of_planning()
    {
        var wheel = new EventWheel();
        var none = new Nothing();
        for (var i = 0; i < 5_000; i++)
        {
            wheel.Add(1_000_000_007L * (i % 3), none, i);
        }

        var order = Take(wheel, long.MaxValue);
        Assert.Equal(Enumerable.Range(0, 5_000).Select(i => (long)i).OrderBy(i => i % 3).ThenBy(i => i), order);
    }

    [Theory]
    [InlineData(1L)]
    [InlineData(1_000L)]
    [InlineData(40_000_000L)]
    public void Events_hear_that_they_are_near_in_falling_order_and_most_of_them_of_every_step(long spacingNs)
    {
        var wheel = new EventWheel();
        var events = Enumerable.Range(0, 2_000).Select(_ => new Foreseeing()).ToArray();
        for (var i = 0; i < events.Length; i++)
        {
            wheel.Add((i + 1) * spacingNs, events[i], 0);
        }

        while (wheel.TryTake(long.MaxValue, out _, out var target, out _))
        {
            target.Fire(0, 0);
        }

        Assert.All(events, one => Assert.True(one.HasFired));
        Assert.All(events, one => Assert.Equal(one.Heard.OrderDescending(), one.Heard));
        Assert.InRange(events.Count(one => one.Heard.SequenceEqual(Enumerable.Range(1, ITimedEvent.Foresight).Reverse())), 1_000, 2_000);
    }

    [Fact]
    public void Cancelled_events_neither_run_nor_stay_in_memory()
    {
        var wheel = new EventWheel();
        var none = new Nothing();
        for (var i = 0; i < 1_000_000; i++)
        {
            Assert.True(wheel.Cancel(wheel.Add(30 * Nanoseconds.PerSecond + i, none, i)));
        }

        Assert.Equal(0, wheel.Count);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000_000; i++)
        {
            wheel.Cancel(wheel.Add(30 * Nanoseconds.PerSecond + i, none, i));
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4096);
        Assert.Empty(Take(wheel, long.MaxValue));
    }

    [Fact]
    public void A_handle_that_has_fired_cancels_nothing_that_came_after()
    {
        var wheel = new EventWheel();
        var none = new Nothing();
        var old = wheel.Add(1, none, 1);
        Take(wheel, 1);
        wheel.Add(2, none, 2);
        Assert.False(wheel.Cancel(old));
        Assert.False(wheel.Cancel(default));
        Assert.Equal([2], Take(wheel, 2));
    }

    [Fact]
    public void Events_cost_no_allocation_once_the_pools_have_grown()
    {
        var wheel = new EventWheel();
        var none = new Nothing();
        var random = new RandomStream(3);
        for (var i = 0; i < 10_000; i++)
        {
            wheel.Add(random.Next(1_000_000), none, i);
        }

        var before = 0L;
        for (var i = 0; i < 300_000; i++)
        {
            if (i == 200_000)
            {
                before = GC.GetAllocatedBytesForCurrentThread();
            }

            wheel.TryTake(long.MaxValue, out var at, out _, out _);
            wheel.Add(at + random.Next(1_000_000), none, i);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000);
    }

    private static bool Agrees(int seed, int steps)
    {
        var random = new RandomStream((ulong)seed);
        var wheel = new EventWheel();
        var model = new SortedDictionary<(long At, long Order), EventHandle>();
        var none = new Nothing();
        var now = 0L;
        var span = Spans[random.Next(Spans.Length)];
        for (var step = 0L; step < steps; step++)
        {
            switch (random.Next(8))
            {
                case 0 when model.Count > 0:
                    var victim = model.ElementAt(random.Next(Math.Min(model.Count, 50)));
                    model.Remove(victim.Key);
                    Assert.True(wheel.Cancel(victim.Value));
                    Assert.False(wheel.Cancel(victim.Value));
                    break;
                case 1 when random.Next(20) == 0:
                    span = Spans[random.Next(Spans.Length)];
                    break;
                case 1 or 2:
                    // Time ends after 292 years; the rest of the run then has short delays.
                    span = now > 1L << 61 ? 300 : span;
                    var limit = now + random.NextInt64(span);
                    Assert.True(model.Count == 0 || wheel.NotBeforeNs <= model.Keys.First().At);
                    foreach (var order in Take(wheel, limit))
                    {
                        var first = model.First().Key;
                        Assert.Equal(first.Order, order);
                        Assert.True(first.At <= limit);
                        model.Remove(first);
                    }

                    Assert.True(model.Count == 0 || model.Keys.First().At > limit);
                    now = limit;
                    break;
                default:
                    var at = random.Next(10) == 0 && model.Count > 0 ? model.Keys.First().At : now + random.NextInt64(span);
                    model.Add((at, step), wheel.Add(at, none, step));
                    break;
            }

            Assert.Equal(model.Count, wheel.Count);
        }

        return Take(wheel, long.MaxValue).SequenceEqual(model.Keys.Select(key => key.Order));
    }

    private static List<long> Take(EventWheel wheel, long limit)
    {
        List<long> order = [];
        while (wheel.TryTake(limit, out _, out _, out var argument))
        {
            order.Add(argument);
        }

        return order;
    }

    private sealed class Foreseeing : ITimedEvent
    {
        public List<int> Heard { get; } = [];

        public bool HasFired { get; private set; }

        public void Fire(long nowNs, long argument) => HasFired = true;

        public void Foresee(int eventsAhead)
        {
            Assert.False(HasFired);
            Heard.Add(eventsAhead);
        }
    }

    private sealed class Nothing : ITimedEvent
    {
        public void Fire(long nowNs, long argument)
        {
        }
    }
}
