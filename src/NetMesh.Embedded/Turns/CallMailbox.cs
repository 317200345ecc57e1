using NetMesh.GrainModel.Calls;

namespace NetMesh.Embedded.Turns;

/// <summary>A mailbox that decides which calls may begin while others are under way, as Orleans does.</summary>
internal abstract class CallMailbox(EmbeddedHost host) : Mailbox(host), ICallChainReceiver
{
    private GrainCall? firstWaiting;
    private GrainCall? lastWaiting;
    private GrainCall? running;
    private int blocking;
    private bool blockingAreReadOnly;
    private List<Guid>? chains;

    /// <summary>The object whose methods are called.</summary>
    protected abstract object? Receiver { get; }

    /// <summary>Whether calls interleave whatever they are.</summary>
    protected abstract bool IsReentrant { get; }

    /// <summary>The receiver's name, for people who read a trace; without the silo, which is not part of it.</summary>
    public abstract string TraceName { get; }

    /// <summary>Folded name of the receiver, for the trace.</summary>
    protected abstract ulong Identity { get; }

    /// <summary>Calls begun so far.</summary>
    public long CallCount { get; private set; }

    /// <summary>Calls that wait for others to end.</summary>
    public int WaitingCount { get; private set; }

    protected bool IsIdle => running is null && firstWaiting is null;

    protected bool HasRunning => running is not null;

    protected override bool IsDue => firstWaiting is not null && MayBegin(firstWaiting);

    public void EnterChain(Guid chain) => (chains ??= []).Add(chain);

    public void LeaveChain(Guid chain) => chains?.Remove(chain);

    public override void Arrived(GrainCall call)
    {
        if (call.Begun)
        {
            Finish(call);
            return;
        }

        if (call.Context is { } context)
        {
            RequestContext.Current = context;
        }

        if (Begin(call))
        {
            Conclude(call);
        }
    }

    protected override bool Begin(GrainCall call)
    {
        if (Receiver is { } receiver && MayBegin(call))
        {
            return Run(call, receiver);
        }

        Wait(call);
        return false;
    }

    protected override void Finish(GrainCall call)
    {
        if (IsLost)
        {
            return;
        }

        call.Collect();
        CallActivities.End(call);
        if (call.RunningPrevious is null)
        {
            running = call.RunningNext;
        }
        else
        {
            call.RunningPrevious.RunningNext = call.RunningNext;
        }

        if (call.RunningNext is not null)
        {
            call.RunningNext.RunningPrevious = call.RunningPrevious;
        }

        call.RunningNext = null;
        call.RunningPrevious = null;
        if (call.Blocks)
        {
            blocking--;
        }

        Conclude(call);
    }

    protected override void Attend()
    {
        // In order of arrival, except that one that may not begin does not hold up those that may.
        var flow = ExecutionContext.Capture();
        GrainCall? before = null;
        for (var call = firstWaiting; call is not null;)
        {
            var next = (GrainCall?)call.Next;
            if (MayBegin(call))
            {
                Unlink(call, before);
                if (!call.IsGivenUp)
                {
                    // Each in a context of its own: what one brings along, or sets, is not the next one's.
                    Arrived(call);
                    Restore(flow);
                }

                if (blocking > 0 && !blockingAreReadOnly)
                {
                    break;
                }
            }
            else
            {
                before = call;
            }

            call = next;
        }
    }

    protected void Wait(GrainCall call)
    {
        call.Next = null;
        if (lastWaiting is null)
        {
            firstWaiting = call;
        }
        else
        {
            lastWaiting.Next = call;
        }

        lastWaiting = call;
        WaitingCount++;
    }

    /// <summary>Takes all calls that have not begun.</summary>
    protected IEnumerable<GrainCall> TakeWaiting()
    {
        while (firstWaiting is { } call)
        {
            Unlink(call, null);
            yield return call;
        }
    }

    /// <summary>A call is about to run.</summary>
    protected virtual void Beginning(GrainCall call)
    {
    }

    private bool Run(GrainCall call, object receiver)
    {
        CallCount++;
        Beginning(call);
        Host.Trace?.Record(this, Identity, call);
        call.Begun = true;
        var rules = call.Method.Rules;
        call.Blocks = !IsReentrant && (rules & CallRules.AlwaysInterleave) == 0;
        if (call.Blocks)
        {
            blockingAreReadOnly = (rules & CallRules.ReadOnly) != 0 && (blocking == 0 || blockingAreReadOnly);
            blocking++;
        }

        // Listed before it runs: its end may come from another thread at once, and is then queued behind this turn.
        call.RunningPrevious = null;
        call.RunningNext = running;
        if (running is not null)
        {
            running.RunningPrevious = call;
        }

        running = call;
        if (!(call.Activity is null ? call.Run(receiver) : CallActivities.Run(call, receiver, TraceName)))
        {
            return false;
        }

        if (running == call)
        {
            running = call.RunningNext;
            if (running is not null)
            {
                running.RunningPrevious = null;
            }
        }
        else
        {
            call.RunningPrevious!.RunningNext = call.RunningNext;
            if (call.RunningNext is not null)
            {
                call.RunningNext.RunningPrevious = call.RunningPrevious;
            }
        }

        call.RunningNext = null;
        call.RunningPrevious = null;
        if (call.Blocks)
        {
            blocking--;
        }

        return true;
    }

    private bool MayBegin(GrainCall call)
    {
        if (blocking == 0 || IsReentrant)
        {
            return Receiver is not null;
        }

        var rules = call.Method.Rules;
        return (rules & CallRules.AlwaysInterleave) != 0
            || ((rules & CallRules.ReadOnly) != 0 && blockingAreReadOnly)
            || (call.Context is not null && IsOnChain(RequestContext.ChainOf(call.Context)));
    }

    /// <summary>Whether the grain lets this chain of calls back in: it is waiting for it.</summary>
    private bool IsOnChain(Guid chain) => chain != Guid.Empty && chains is not null && chains.Contains(chain);

    private void Unlink(GrainCall call, GrainCall? before)
    {
        if (before is null)
        {
            firstWaiting = (GrainCall?)call.Next;
        }
        else
        {
            before.Next = call.Next;
        }

        if (lastWaiting == call)
        {
            lastWaiting = before;
        }

        call.Next = null;
        WaitingCount--;
    }
}
