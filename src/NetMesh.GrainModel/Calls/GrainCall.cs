using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace NetMesh.GrainModel.Calls;

/// <summary>
/// One call of a grain's method: arguments, then outcome. Calls are pooled: the caller takes one, the runner invokes it, and whoever touches it
/// last gives it back. A call that was given up (timeout, death of a silo) never goes back, because its grain may still be working on it.
/// </summary>
public abstract class GrainCall : WorkItem
{
    private const int Pending = 0;
    private const int Claimed = 1;
    private const int GivenUp = 2;
    private const int PoolLimit = 2048;

    internal ICallRunner? Runner;
    internal GrainReference? Target;
    internal GrainCall? RunningNext;
    internal GrainCall? RunningPrevious;
    internal GrainCall? FlightNext;
    internal GrainCall? FlightPrevious;
    internal int FlightLane = -1;
    internal long DeadlineNs;
    internal bool Blocks;
    internal bool Begun;

    // Its caller is on another silo, some time away.
    internal bool Crosses;
    internal ImmutableSortedDictionary<string, object>? Context;

    // What made it, for traces; once it runs, its own. Null where nothing is traced.
    internal Activity? Activity;
    private Action? ended;
    private TurnCancellation? cancellation;
    private int poolDepth;
    private int state;

    /// <summary>What is called.</summary>
    public abstract CallMethod Method { get; }

    /// <summary>The arguments folded to 64 bits, for the trace.</summary>
    public virtual ulong PayloadIdentity => 0;

    /// <summary>The token that was given as argument, if the method takes one.</summary>
    public virtual CancellationToken CallerToken => default;

    internal bool IsPending => Volatile.Read(ref state) == Pending;

    internal bool IsGivenUp => Volatile.Read(ref state) == GivenUp;

    internal Exception? Error { get; private protected set; }

    /// <summary>Invokes the method in the grain's turn. True when it has ended already; otherwise the runner hears of its end.</summary>
    internal abstract bool Run(object target);

    /// <summary>Takes the outcome of a method that ended later.</summary>
    internal abstract void Collect();

    /// <summary>Hands the outcome to the caller who waits for it. The call is the caller's from then on.</summary>
    internal abstract void Publish(bool asynchronously);

    internal override void RunIn(ICallRunner runner) => runner.Arrived(this);

    /// <summary>Gives a call that will not be awaited back to its pool.</summary>
    internal void Discard() => Recycle();

    internal void Fail(Exception error) => Error = error;

    /// <summary>Only one of outcome, timeout and death reaches the caller.</summary>
    internal bool TryClaim() => Interlocked.CompareExchange(ref state, Claimed, Pending) == Pending;

    internal bool TryGiveUp() => Interlocked.CompareExchange(ref state, GivenUp, Pending) == Pending;

    /// <summary>Clears the arguments and returns to the pool of its class.</summary>
    protected abstract void Recycle();

    /// <summary>The token that the grain sees in place of the caller's: its callbacks run in the grain's turns.</summary>
    protected CancellationToken ReceiverToken(CancellationToken callerToken)
    {
        if (!callerToken.CanBeCanceled || Runner is not SynchronizationContext turn)
        {
            return callerToken;
        }

        cancellation = new TurnCancellation(turn, callerToken);
        return cancellation.Token;
    }

    /// <summary>Puts this call in front of <paramref name="pool"/>, unless that is long enough. For generated code.</summary>
    protected TCall? Pooled<TCall>(TCall? pool)
        where TCall : GrainCall
    {
        Runner = null;
        Target = null;
        Context = null;
        Activity = null;
        Error = null;
        Begun = false;
        Crosses = false;
        state = Pending;
        if (cancellation is not null)
        {
            cancellation.Dispose();
            cancellation = null;
        }

        poolDepth = pool is null ? 1 : pool.poolDepth + 1;
        if (poolDepth > PoolLimit)
        {
            return pool;
        }

        Next = pool;
        return Unsafe.As<TCall>(this);
    }

    /// <summary>The rest of the pool once this call is taken from its front. For generated code.</summary>
    protected TCall? TakenFromPool<TCall>()
        where TCall : GrainCall
    {
        var rest = Unsafe.As<TCall>(Next);
        Next = null;
        return rest;
    }

    private protected Action EndedCallback => ended ??= () => Runner!.Ended(this);

    private protected bool StartedAndEnded(GrainReference reference)
    {
        Target = reference;
        return reference.Port.Start(reference, this);
    }
}
