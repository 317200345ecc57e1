using System.Diagnostics;
using System.Runtime.CompilerServices;
using Orleans.Concurrency;

namespace NetMesh.Embedded.Tests.Turns;

public interface IGateGrain : IGrainWithStringKey
{
    /// <summary>Waits until somebody opens the gate, which only an interleaving call can.</summary>
    Task<string> Pass(string name);

    [AlwaysInterleave]
    ValueTask Open();

    [ReadOnly]
    Task<int> Look();

    ValueTask<int> Entered();

    [AlwaysInterleave]
    ValueTask<string> Log();

    Task CallSelf();

    Task<int> CallBack(IGateGrain through, bool allow);

    Task<int> Through(IGateGrain back);

    Task<bool> WaitFor(CancellationToken token);

    IAsyncEnumerable<int> Count(int to, CancellationToken token = default);

    ValueTask<string?> Context(string key);

    Task<string?> ContextThrough(IGateGrain other, string key);

    /// <summary>The activity in which the grain runs.</summary>
    ValueTask<string?> Current();
}

public class GateGrain : Grain, IGateGrain
{
    private readonly List<string> log = [];
    private TaskCompletionSource gate = new();
    private int inside;

    public async Task<string> Pass(string name)
    {
        log.Add($"{name} enters");
        inside++;
        await gate.Task;
        inside--;
        log.Add($"{name} leaves");
        return name;
    }

    public ValueTask Open()
    {
        gate.TrySetResult();
        return default;
    }

    public async Task<int> Look()
    {
        inside++;
        var seen = inside;
        await gate.Task;
        inside--;
        return seen;
    }

    public ValueTask<int> Entered() => new(inside);

    public ValueTask<string> Log() => new(string.Join(", ", log));

    public Task CallSelf() => this.AsReference<IGateGrain>().Entered().AsTask();

    public async Task<int> CallBack(IGateGrain through, bool allow)
    {
        if (!allow)
        {
            return await through.Through(this.AsReference<IGateGrain>());
        }

        using var section = RequestContext.AllowCallChainReentrancy();
        return await through.Through(this.AsReference<IGateGrain>());
    }

    public async Task<int> Through(IGateGrain back) => await back.Entered() + 100;

    public async Task<bool> WaitFor(CancellationToken token)
    {
        var cancelled = new TaskCompletionSource<bool>();
        using var registration = token.Register(() => cancelled.SetResult(SynchronizationContext.Current is not null));
        return await cancelled.Task;
    }

    public async IAsyncEnumerable<int> Count(int to, [EnumeratorCancellation] CancellationToken token = default)
    {
        for (var number = 1; number <= to; number++)
        {
            token.ThrowIfCancellationRequested();
            await Task.Yield();
            yield return number;
        }

        log.Add("counted");
    }

    public ValueTask<string?> Context(string key) => new(RequestContext.Get(key) as string);

    public ValueTask<string?> Current() => new(Activity.Current?.Id);

    public async Task<string?> ContextThrough(IGateGrain other, string key)
    {
        await Task.Yield();
        var seen = await other.Context(key);
        RequestContext.Set(key, "changed by the callee");
        return seen;
    }
}

public interface IReentrantGateGrain : IGateGrain;

[Reentrant]
public sealed class ReentrantGateGrain : GateGrain, IReentrantGateGrain;

public interface IWorkerGrain : IGrainWithIntegerKey
{
    Task<int> Work(Task until);
}

[StatelessWorker(3)]
public sealed class WorkerGrain : Grain, IWorkerGrain
{
    private static int made;
    private readonly int number = Interlocked.Increment(ref made);

    public async Task<int> Work(Task until)
    {
        await until;
        return number;
    }
}
