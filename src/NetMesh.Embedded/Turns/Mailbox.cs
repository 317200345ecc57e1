using NetMesh.Embedded.Silos;
using NetMesh.GrainModel.Calls;

namespace NetMesh.Embedded.Turns;

/// <summary>
/// One thing that runs in turns, an activation or an observer, and what waits to run in it. It is its own synchronization context, so that what the
/// grain awaits comes back into its turns.
/// </summary>
/// <remarks>
/// <c>head</c> holds everything: null is idle; <see cref="Busy"/> means that somebody owns the turn; anything else is a stack of work that arrived
/// meanwhile, ending in <see cref="Busy"/>. Whoever turns null into something owns the turn, until he turns <see cref="Busy"/> back into null. The
/// other fields belong to the turn and need no lock. The same code runs on both drives.
/// </remarks>
internal abstract class Mailbox(EmbeddedHost host) : SynchronizationContext, IThreadPoolWorkItem, ICallRunner
{
    // Calls run inside their caller's turn up to this depth; deeper ones are queued. A constant, because stacks differ between threads.
    private const int DeepestInline = 24;
    private const int ItemsPerTurn = 512;
    private static readonly WorkItem Busy = new BusyMark();

    [ThreadStatic]
    private static int inlineDepth;

    private WorkItem? head;
    private WorkItem? taken;

    public EmbeddedHost Host { get; } = host;

    /// <summary>The silo that it dies with; null: none.</summary>
    public virtual Silo? Silo => null;

    /// <summary>Whether this thread is in this mailbox's turn.</summary>
    public bool IsInTurn => Current == this;

    /// <summary>Something is due that is not in the queue: a waiting call that may begin, a deactivation.</summary>
    protected abstract bool IsDue { get; }

    /// <summary>Nothing of it will run any more.</summary>
    protected virtual bool IsLost => false;

    /// <summary>
    /// Takes a call whose caller waits. An idle grain runs it at once, on this thread. Returns true when it has ended already.
    /// </summary>
    public bool Accept(GrainCall call)
    {
        if (inlineDepth >= DeepestInline || head is not null || Interlocked.CompareExchange(ref head, Busy, null) is not null)
        {
            call.Runner = this;
            Host.Flights.Add(call);
            Enqueue(call);
            return false;
        }

        call.Runner = this;
        var caller = Current;
        var flow = ExecutionContext.Capture();
        SetSynchronizationContext(this);
        if (inlineDepth++ == 0 && Host.Drive.IsVirtual)
        {
            Host.Drive.IsOccupied = true;
        }

        var ended = Begin(call);
        if (!ended)
        {
            Host.Flights.Add(call);
            if (IsLost)
            {
                // Its silo was killed while it began, and the killer did not see it under way.
                Host.Flights.Fail(call, new SiloUnavailableException($"{call.Method} on {this} was lost: the silo was killed"));
            }
        }
        else if (call.Error is not null)
        {
            Failed(call.Error);
        }

        if (--inlineDepth == 0 && Host.Drive.IsVirtual)
        {
            Host.Drive.IsOccupied = false;
        }

        SetSynchronizationContext(caller);
        if (flow is not null && flow != ExecutionContext.Capture())
        {
            ExecutionContext.Restore(flow);
        }

        if (IsDue || Interlocked.CompareExchange(ref head, null, Busy) != Busy)
        {
            Host.Drive.Schedule(this);
        }

        return ended;
    }

    /// <summary>Queues work. Comes on any thread that the drive allows.</summary>
    public void Enqueue(WorkItem item)
    {
        while (true)
        {
            var seen = Volatile.Read(ref head);
            item.Next = seen ?? Busy;
            if (Interlocked.CompareExchange(ref head, item, seen) == seen)
            {
                if (seen is null)
                {
                    Host.Drive.Schedule(this);
                }

                return;
            }
        }
    }

    /// <summary>Runs what waits, in the order of its arrival. The drive calls this for a mailbox that was scheduled.</summary>
    public void Execute()
    {
        var flow = ExecutionContext.Capture();
        SetSynchronizationContext(this);
        for (var left = ItemsPerTurn; ; left--)
        {
            if (IsDue)
            {
                Attend();
                Restore(flow);
            }

            taken ??= TakeArrived();
            if (taken is null)
            {
                if (!IsDue && Interlocked.CompareExchange(ref head, null, Busy) == Busy)
                {
                    break;
                }

                continue;
            }

            if (left <= 0)
            {
                Host.Drive.Schedule(this);
                break;
            }

            var item = taken;
            taken = item.Next;
            item.Next = null;
            item.RunIn(this);
            Restore(flow);
        }

        SetSynchronizationContext(null);
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (Host.Drive.Allows(this))
        {
            Enqueue(Continuation.Take(d, state));
        }
    }

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("a grain's turn cannot be waited for: that would block a thread of the host");

    public override SynchronizationContext CreateCopy() => this;

    public void Ended(GrainCall call)
    {
        if (IsInTurn)
        {
            Finish(call);
        }
        else if (Host.Drive.Allows(this))
        {
            Enqueue(call);
        }
    }

    public abstract void Arrived(GrainCall call);

    /// <summary>Runs a posted callback in the turn. What it throws is nobody's: an async void method, or a bug of the host.</summary>
    public void RunCallback(SendOrPostCallback callback, object? state)
    {
        if (IsLost)
        {
            return;
        }

        try
        {
            callback(state);
        }
        catch (Exception error)
        {
            Host.Drive.Unhandled(error);
        }
    }

    /// <summary>Begins a call, or lets it wait. Returns true when it has ended already.</summary>
    protected abstract bool Begin(GrainCall call);

    /// <summary>A call that had begun has ended.</summary>
    protected abstract void Finish(GrainCall call);

    /// <summary>A call has failed.</summary>
    protected virtual void Failed(Exception error)
    {
    }

    /// <summary>Does what is due.</summary>
    protected abstract void Attend();

    /// <summary>Hands a call's outcome to its caller, or logs it when there is none.</summary>
    protected void Conclude(GrainCall call)
    {
        if (call.Error is not null)
        {
            Failed(call.Error);
        }

        if ((call.Method.Rules & CallRules.OneWay) != 0)
        {
            if (call.Error is { } error)
            {
                Host.Log.OneWayFailed(error, call);
            }

            call.Discard();
        }
        else if (call.Crosses)
        {
            Host.Crossings!.Answer(call);
        }
        else
        {
            Host.Flights.Conclude(call);
        }
    }

    /// <summary>Undoes what a piece of work has set in its execution context.</summary>
    protected static void Restore(ExecutionContext? flow)
    {
        if (flow is not null && flow != ExecutionContext.Capture())
        {
            ExecutionContext.Restore(flow);
        }
    }

    private WorkItem? TakeArrived()
    {
        var newest = Volatile.Read(ref head);
        if (newest == Busy)
        {
            return null;
        }

        newest = Interlocked.Exchange(ref head, Busy);
        WorkItem? oldest = null;
        while (newest != Busy)
        {
            var next = newest!.Next;
            newest.Next = oldest;
            oldest = newest;
            newest = next;
        }

        return oldest;
    }

    private sealed class BusyMark : WorkItem
    {
        internal override void RunIn(ICallRunner runner)
        {
        }
    }
}
