using System.Threading.Tasks.Sources;

namespace NetMesh.Gateways.Transport;

/// <summary>Wakes one waiter; set before the wait it is not lost. Costs no allocation, and the waiter never runs inside <see cref="Set"/>.</summary>
internal sealed class AsyncSignal : IValueTaskSource
{
    private const int Unset = 0;
    private const int IsSet = 1;
    private const int Awaited = 2;

    private ManualResetValueTaskSourceCore<bool> core = new() { RunContinuationsAsynchronously = true };
    private int state;

    /// <summary>Waits for the next <see cref="Set"/>, or takes the one that was. One waiter at a time.</summary>
    public ValueTask WaitAsync()
    {
        core.Reset();
        if (Interlocked.CompareExchange(ref state, Awaited, Unset) == IsSet)
        {
            Volatile.Write(ref state, Unset);
            return default;
        }

        return new ValueTask(this, core.Version);
    }

    public void Set()
    {
        if (Interlocked.CompareExchange(ref state, IsSet, Unset) == Awaited
            && Interlocked.CompareExchange(ref state, Unset, Awaited) == Awaited)
        {
            core.SetResult(true);
        }
    }

    void IValueTaskSource.GetResult(short token) => core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        core.OnCompleted(continuation, state, token, flags);
}
