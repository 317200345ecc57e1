using System.Runtime.ExceptionServices;
using NetMesh.Clock;
using NetMesh.Embedded.Turns;

namespace NetMesh.Embedded.Drives;

/// <summary>
/// Turns on the virtual clock's one thread: after every event of the clock, the turns it caused run until none is left, in the order in which they
/// became ready. So everything is in one order, the same in every run.
/// </summary>
internal sealed class VirtualDrive : Drive, ITimedEvent, IDisposable
{
    private readonly VirtualClock clock;
    private readonly Queue<Mailbox> ready = new();
    private readonly Action? afterEventBefore;
    private InvalidOperationException? violation;
    private bool draining;
    private bool planned;

    public VirtualDrive(VirtualClock clock)
        : base(clock)
    {
        this.clock = clock;
        afterEventBefore = clock.AfterEvent;
        clock.AfterEvent = Drain;
    }

    /// <summary>Neither an event nor a turn is under way: the caller may run events.</summary>
    public bool IsAtRest => !clock.IsRunning && !draining && !IsOccupied;

    public override void Schedule(Mailbox mailbox)
    {
        ready.Enqueue(mailbox);

        // Between events of the clock somebody outside called: an event brings the loop here.
        if (!draining && !planned && !clock.IsRunning)
        {
            planned = true;
            clock.Schedule(clock.NowNs, this);
        }
    }

    public override bool Allows(Mailbox mailbox)
    {
        if (clock.IsOwnThread)
        {
            return true;
        }

        // Throwing here would end the process, because the poster is a continuation on the thread pool: the run itself fails instead.
        violation ??= Foreign($"something posted to {mailbox}");
        return false;
    }

    public override void Enter()
    {
        if (clock.IsOwnThread)
        {
            return;
        }

        // A test goes on wherever its await ended. As long as the loop stands still and the caller is no grain, it may take the clock over.
        if (IsAtRest && SynchronizationContext.Current is not Mailbox)
        {
            clock.TakeOver();
            return;
        }

        throw violation ??= Foreign("a grain was called");
    }

    public override void Unhandled(Exception error) => ExceptionDispatchInfo.Throw(error);

    /// <summary>Runs the turns that are ready, without moving the time.</summary>
    public void Drain()
    {
        afterEventBefore?.Invoke();
        if (draining)
        {
            return;
        }

        draining = true;
        var outside = SynchronizationContext.Current;
        try
        {
            while (ready.TryDequeue(out var mailbox))
            {
                mailbox.Execute();
            }
        }
        finally
        {
            draining = false;
            SynchronizationContext.SetSynchronizationContext(outside);
        }

        ThrowOnViolation();
    }

    /// <summary>Throws when a foreign thread has posted to a grain; the message holds that thread's stack.</summary>
    public void ThrowOnViolation()
    {
        if (violation is { } found)
        {
            violation = null;
            throw new InvalidOperationException(found.Message, found);
        }
    }

    public void Fire(long nowNs, long argument) => planned = false;

    public void Dispose() => clock.AfterEvent = afterEventBefore;

    private static InvalidOperationException Foreign(string what) => new(
        $"{what} from thread {Environment.CurrentManagedThreadId}, which does not own the virtual clock: Task.Run, Task.Delay, ConfigureAwait(false) and"
        + $" asynchronous file access leave the loop, and runs would differ. The thread's stack:\n{Environment.StackTrace}");
}
