using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace NetMesh.GrainModel.Calls;

/// <summary>A call with a result. Awaiting it costs no allocation: the call itself is the source of the task.</summary>
public abstract class ResultCall<TResult> : GrainCall, IValueTaskSource<TResult>
{
    private ManualResetValueTaskSourceCore<TResult> core;
    private ValueTaskAwaiter<TResult> awaiter;
    private TResult? result;

    /// <summary>Calls the method on the grain.</summary>
    protected abstract ValueTask<TResult> Invoke(object target);

    /// <summary>Sends the call. For generated code.</summary>
    protected ValueTask<TResult> Start(GrainReference reference)
    {
        if (!StartedAndEnded(reference))
        {
            return new ValueTask<TResult>(this, core.Version);
        }

        if (Error is { } error)
        {
            result = default;
            Recycle();
            return ValueTask.FromException<TResult>(error);
        }

        var value = result!;
        result = default;
        Recycle();
        return new ValueTask<TResult>(value);
    }

    internal override bool Run(object target)
    {
        try
        {
            var task = Invoke(target);
            if (task.IsCompletedSuccessfully)
            {
                result = task.Result;
                return true;
            }

            // With the turn captured: a task that ends in the turn tells us at once, any other through the turn's queue.
            awaiter = task.GetAwaiter();
            if (awaiter.IsCompleted)
            {
                Collect();
                return true;
            }

            awaiter.UnsafeOnCompleted(EndedCallback);
            return false;
        }
        catch (Exception error)
        {
            Error = error;
            return true;
        }
    }

    internal override void Collect()
    {
        try
        {
            result = awaiter.GetResult();
        }
        catch (Exception error)
        {
            Error = error;
        }

        awaiter = default;
    }

    internal override void Publish(bool asynchronously)
    {
        core.RunContinuationsAsynchronously = asynchronously;
        if (Error is { } error)
        {
            core.SetException(error);
        }
        else
        {
            core.SetResult(result!);
        }
    }

    TResult IValueTaskSource<TResult>.GetResult(short token)
    {
        try
        {
            return core.GetResult(token);
        }
        finally
        {
            if (!IsGivenUp)
            {
                core.Reset();
                result = default;
                Recycle();
            }
        }
    }

    ValueTaskSourceStatus IValueTaskSource<TResult>.GetStatus(short token) => core.GetStatus(token);

    void IValueTaskSource<TResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        core.OnCompleted(continuation, state, token, flags);
}
