using NetMesh.Clock;
using NetMesh.Embedded.Drives;
using NetMesh.Embedded.Turns;

namespace NetMesh.Embedded;

/// <content>Moving the virtual clock.</content>
public sealed partial class EmbeddedHost
{
    private VirtualClock Virtual => Drive.Clock as VirtualClock
        ?? throw new InvalidOperationException("the host runs on the wall clock, which moves by itself");

    /// <summary>Runs everything that can run without time passing.</summary>
    /// <exception cref="InvalidOperationException">The host is on the wall clock, or a foreign thread has posted to a grain.</exception>
    public void RunUntilIdle() => RunFor(TimeSpan.Zero);

    /// <summary>Runs events for this long and moves the clock by it.</summary>
    /// <inheritdoc cref="RunUntilIdle"/>
    public void RunFor(TimeSpan duration)
    {
        var clock = Take();
        clock.RunFor(duration);
        ((VirtualDrive)Drive).ThrowOnViolation();
    }

    /// <summary>
    /// Runs events until the condition holds, asking after every event, or until this much time has passed. Returns whether it held; the clock stands
    /// where it began to.
    /// </summary>
    /// <inheritdoc cref="RunUntilIdle"/>
    public bool RunUntil(Func<bool> condition, TimeSpan within)
    {
        var clock = Take();
        var end = new Mark();
        var handle = clock.Schedule(clock.NowNs + within.ToNanoseconds(), end);
        while (!condition())
        {
            if (end.IsReached || !clock.RunNext())
            {
                return condition();
            }
        }

        clock.Cancel(handle);
        ((VirtualDrive)Drive).ThrowOnViolation();
        return true;
    }

    /// <summary>Runs events until the task has ended, and returns its outcome.</summary>
    /// <exception cref="TimeoutException">It did not end within this much time.</exception>
    /// <inheritdoc cref="RunUntilIdle"/>
    public void RunUntil(Task task, TimeSpan within)
    {
        if (!RunUntil(() => task.IsCompleted, within))
        {
            throw new TimeoutException($"the task did not end within {within} of virtual time");
        }

        task.GetAwaiter().GetResult();
    }

    /// <inheritdoc cref="RunUntil(Task, TimeSpan)"/>
    public T RunUntil<T>(Task<T> task, TimeSpan within)
    {
        RunUntil((Task)task, within);
        return task.GetAwaiter().GetResult();
    }

    /// <summary>
    /// Runs code outside of the grains on the loop, with everything it awaits, until it has ended. Needed where a test awaits grain calls one after
    /// another: a test runner's own synchronization context would take what follows an await to another thread.
    /// </summary>
    /// <inheritdoc cref="RunUntil(Task, TimeSpan)"/>
    public void RunUntil(Func<Task> work, TimeSpan within) => RunUntil(StartOnLoop(work), within);

    /// <inheritdoc cref="RunUntil(Func{Task}, TimeSpan)"/>
    public T RunUntil<T>(Func<Task<T>> work, TimeSpan within) => RunUntil(StartOnLoop(work), within);

    private TTask StartOnLoop<TTask>(Func<TTask> work)
    {
        Take();
        var outside = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new ClientMailbox(this));
        try
        {
            return work();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outside);
        }
    }

    private VirtualClock Take()
    {
        var clock = Virtual;
        if (!clock.IsRunning)
        {
            clock.TakeOver();
        }

        ((VirtualDrive)Drive).ThrowOnViolation();
        return clock;
    }

    private sealed class Mark : ITimedEvent
    {
        public bool IsReached { get; private set; }

        public void Fire(long nowNs, long argument) => IsReached = true;
    }
}
