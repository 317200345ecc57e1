using NetMesh.Clock;

namespace NetMesh.Testing;

/// <summary>
/// A mesh on the virtual clock: one thread, one order of events, the same in every run of one seed. Time passes only inside of its <c>Run…</c> methods;
/// a grain call made through it runs events until it has its answer.
/// </summary>
public sealed class VirtualMesh : EmbeddedMesh
{
    private static readonly TimeSpan LongestCall = TimeSpan.FromMinutes(1);

    private VirtualMesh(MeshOptions options, VirtualClock clock)
        : base(options, clock) => Clock = clock;

    public VirtualClock Clock { get; }

    /// <summary>Folds the order of all calls so far: equal in two runs of one seed, different for different seeds.</summary>
    public ulong TraceHash => Host.Trace!.Hash;

    /// <summary>Lays out the mesh. Nothing happens until it is run.</summary>
    public static VirtualMesh Create(MeshOptions options) => new(options, new VirtualClock());

    /// <summary>Lets this much time pass.</summary>
    public ValueTask RunForAsync(TimeSpan duration)
    {
        Host.RunFor(duration);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask<bool> RunUntilAsync(Func<ValueTask<bool>> condition, TimeSpan within, TimeSpan askEvery)
    {
        var end = Clock.NowNs + within.ToNanoseconds();
        while (!await condition())
        {
            if (Clock.NowNs >= end)
            {
                return false;
            }

            Host.RunFor(askEvery);
        }

        return true;
    }

    private protected override ValueTask<T> Ended<T>(ValueTask<T> call) =>
        call.IsCompleted ? call : ValueTask.FromResult(Host.RunUntil(call.AsTask(), LongestCall));

    private protected override ValueTask Ended(ValueTask call)
    {
        if (!call.IsCompleted)
        {
            Host.RunUntil(call.AsTask(), LongestCall);
        }

        return ValueTask.CompletedTask;
    }
}
