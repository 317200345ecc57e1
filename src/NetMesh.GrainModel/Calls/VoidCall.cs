using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace NetMesh.GrainModel.Calls;

/// <summary>A call without a result. Awaiting it costs no allocation: the call itself is the source of the task.</summary>
public abstract class VoidCall : GrainCall, IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> core;
    private ValueTaskAwaiter awaiter;

    /// <summary>Calls the method on the grain.</summary>
    protected abstract ValueTask Invoke(object target);

    /// <summary>Sends the call. For generated code.</summary>
    protected ValueTask Start(GrainReference reference)
    {
        if (!StartedAndEnded(reference))
        {
            return new ValueTask(this, core.Version);
        }

        if (Error is { } error)
        {
            Recycle();
            return ValueTask.FromException(error);
        }

        Recycle();
        return default;
    }

    /// <summary>Sends the call without waiting for it. For generated code.</summary>
    protected void Post(GrainReference reference)
    {
        Target = reference;
        reference.Port.Post(reference, this);
    }

    internal override bool Run(object target)
    {
        try
        {
            var task = Invoke(target);
            if (task.IsCompletedSuccessfully)
            {
                task.GetAwaiter().GetResult();
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
            awaiter.GetResult();
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
            core.SetResult(true);
        }
    }

    void IValueTaskSource.GetResult(short token)
    {
        try
        {
            core.GetResult(token);
        }
        finally
        {
            if (!IsGivenUp)
            {
                core.Reset();
                Recycle();
            }
        }
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        core.OnCompleted(continuation, state, token, flags);
}
