using NetMesh.Clock.Wheel;

namespace NetMesh.Clock;

/// <summary>
/// Time that moves only by running planned events, one at a time, in order of (time, order of planning), on the thread that owns the clock. The same
/// plans always run in the same order: the base of the deterministic simulation.
/// </summary>
/// <remarks>
/// A call from any other thread throws <see cref="InvalidOperationException"/>: it would make runs differ. The thread that made the clock owns it;
/// a test whose continuation came to another thread takes it over with <see cref="TakeOver"/>.
/// </remarks>
public sealed class VirtualClock : IEventClock
{
    /// <summary>What the calendar shows when the clock starts: 2030-01-01 00:00 UTC, the same in every run.</summary>
    public static readonly DateTimeOffset Epoch = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly EventWheel wheel = new();
    private Thread owner = Thread.CurrentThread;
    private long nowNs;
    private bool running;

    public VirtualClock() => TimeProvider = new VirtualTimeProvider(this);

    public long NowNs => nowNs;

    public bool IsVirtual => true;

    public TimeProvider TimeProvider { get; }

    /// <summary>
    /// Runs after every event, at its time: the grain host lets the calls that the event caused run here, before time moves on.
    /// </summary>
    public Action? AfterEvent { get; set; }

    /// <summary>Whether the calling thread owns the clock.</summary>
    public bool IsOwnThread => Thread.CurrentThread == owner;

    /// <summary>Events planned and neither run nor cancelled.</summary>
    public int PendingCount => wheel.Count;

    /// <summary>Events run since the start.</summary>
    public long FiredCount { get; private set; }

    /// <summary>The loop is running an event: the caller is inside of it, or on a foreign thread.</summary>
    public bool IsRunning => running;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The calling thread does not own the clock.</exception>
    public EventHandle Schedule(long atNs, ITimedEvent target, long argument = 0)
    {
        ThrowOnForeignThread();
        return wheel.Add(Math.Max(atNs, nowNs), target, argument);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The calling thread does not own the clock.</exception>
    public bool Cancel(EventHandle handle)
    {
        ThrowOnForeignThread();
        return wheel.Cancel(handle);
    }

    /// <summary>Runs the next event, whenever it is planned; false when there is none.</summary>
    public bool RunNext() => Run(long.MaxValue, 1) == 1;

    /// <summary>Runs every event planned at or before this time, also those that they plan, and then moves the clock to it. Returns how many ran.</summary>
    public long RunUntil(long untilNs)
    {
        var ran = Run(untilNs, long.MaxValue);
        nowNs = Math.Max(nowNs, untilNs);
        return ran;
    }

    /// <summary>As <see cref="RunUntil"/>, from now on.</summary>
    public long RunFor(TimeSpan duration) => RunUntil(nowNs + duration.ToNanoseconds());

    /// <summary>Runs events until none is planned, or this many have run. Returns how many ran.</summary>
    public long RunUntilIdle(long atMost = long.MaxValue) => Run(long.MaxValue, atMost);

    /// <summary>Makes the calling thread the owner.</summary>
    /// <exception cref="InvalidOperationException">The loop is running on the owner's thread.</exception>
    public void TakeOver()
    {
        if (running)
        {
            throw new InvalidOperationException($"the virtual clock's loop is running on {Name(owner)} and cannot be taken over by {Name(Thread.CurrentThread)}");
        }

        owner = Thread.CurrentThread;
    }

    /// <summary>For everything that lives on the loop: throws unless the calling thread owns it.</summary>
    /// <exception cref="InvalidOperationException">The calling thread does not own the clock; the message names both.</exception>
    public void ThrowOnForeignThread()
    {
        if (Thread.CurrentThread != owner)
        {
            throw new InvalidOperationException(
                $"the virtual clock belongs to {Name(owner)}; {Name(Thread.CurrentThread)} must not touch it, because runs would differ");
        }
    }

    private long Run(long untilNs, long atMost)
    {
        ThrowOnForeignThread();
        if (running)
        {
            throw new InvalidOperationException("the virtual clock's loop is running already: an event cannot run other events");
        }

        var ran = 0L;
        running = true;
        try
        {
            while (ran < atMost && wheel.TryTake(untilNs, out var atNs, out var target, out var argument))
            {
                nowNs = atNs;
                ran++;
                target.Fire(atNs, argument);
                AfterEvent?.Invoke();
            }
        }
        finally
        {
            running = false;
            FiredCount += ran;
        }

        return ran;
    }

    private static string Name(Thread thread) =>
        string.IsNullOrEmpty(thread.Name) ? $"thread {thread.ManagedThreadId}" : $"thread {thread.ManagedThreadId} '{thread.Name}'";
}
