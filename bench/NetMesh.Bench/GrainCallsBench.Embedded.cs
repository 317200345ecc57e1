using System.Diagnostics;
using NetMesh.Clock;
using NetMesh.Embedded;
using Orleans.Concurrency;

namespace NetMesh.Bench;

/// <summary>
/// Grain calls in one process, warm. Peer: Orleans, which a machine without its packages cannot run; its figures, 0.6 M calls/s from one caller and
/// 1.2 M from 64, were measured on two shared cores and are printed as what they are.
/// </summary>
internal static class GrainCallsBench
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(1.5);

    public static int Run(string[] args)
    {
        Virtual();
        Wall().GetAwaiter().GetResult();
        Memory();
        return 0;
    }

    private static EmbeddedHost Start(IEventClock? clock) => EmbeddedHost.Start(options =>
    {
        options.Clock = clock;
        options.GrainAssemblies.Add(typeof(GrainCallsBench).Assembly);
        options.IdleAge = TimeSpan.FromDays(1);
    });

    private static void Virtual()
    {
        var host = Start(new VirtualClock());
        var grain = host.Grains.GetGrain<IBenchGrain>("a");
        var caller = host.Grains.GetGrain<IBenchGrain>("caller");
        Report("virtual clock, client to grain", host, () => Loop(grain).Result, host.RunUntilIdle);
        Report("virtual clock, grain to grain", host, () => host.RunUntil(caller.CallOther("b", 1_000_000), TimeSpan.FromSeconds(1)), host.RunUntilIdle);
        Report("virtual clock, one-way from a grain's turn", host, () => host.RunUntil(caller.PostOther("c", 1_000), TimeSpan.FromSeconds(1)), host.RunUntilIdle);
    }

    private static async Task Wall()
    {
        await using var host = Start(null);
        var grain = host.Grains.GetGrain<IBenchGrain>("a");
        var sequential = Report("wall clock, 1 caller", host, () => Loop(grain).GetAwaiter().GetResult(), () => { });
        var grains = Enumerable.Range(0, 64).Select(index => host.Grains.GetGrain<IBenchGrain>("w" + index)).ToArray();
        var many = Report(
            "wall clock, 64 callers", host, () => Task.WhenAll(grains.Select(each => Task.Run(() => Loop(each, 50_000)))).GetAwaiter().GetResult().Sum(), () => { });
        var shared = Report(
            "wall clock, 64 callers of one grain", host, () => Task.WhenAll(grains.Select(_ => Task.Run(() => Loop(grain, 10_000)))).GetAwaiter().GetResult().Sum(), () => { });
        _ = shared;
        Console.WriteLine($"grain-calls-sequential: netmesh {sequential / 1e6:F2} M/s, peer 0.60 M/s (Orleans, measured elsewhere), ratio {sequential / 0.6e6:F1}");
        Console.WriteLine($"grain-calls-64-callers: netmesh {many / 1e6:F2} M/s, peer 1.20 M/s (Orleans, measured elsewhere), ratio {many / 1.2e6:F1}");
    }

    private static void Memory()
    {
        const int Grains = 100_000;
        var host = Start(new VirtualClock());
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var clock = Stopwatch.StartNew();
        for (var index = 0; index < Grains; index++)
        {
            host.RunUntil(host.Grains.GetGrain<IBenchGrain>("grain-" + index).StartTimer().AsTask(), TimeSpan.FromSeconds(1));
        }

        var elapsed = clock.Elapsed;
        var perGrain = (GC.GetTotalMemory(forceFullCollection: true) - before) / Grains;
        Console.WriteLine($"100,000 activations with a timer each: {elapsed.TotalMilliseconds:F0} ms, {perGrain} B per idle grain");
        GC.KeepAlive(host);
    }

    private static async Task<long> Loop(IBenchGrain grain, int count = 1_000_000)
    {
        for (var index = 0; index < count; index++)
        {
            await grain.Ping(index);
        }

        return count;
    }

    private static double Report(string name, EmbeddedHost host, Func<long> round, Action after)
    {
        for (var warm = Stopwatch.StartNew(); warm.Elapsed < TimeSpan.FromSeconds(0.7);)
        {
            round();
            after();
        }

        var calls = 0L;
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < Time)
        {
            calls += round();
            after();
        }

        var perSecond = calls / clock.Elapsed.TotalSeconds;
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        Console.WriteLine($"{name}: {perSecond / 1e6:F2} M calls/s, {(double)allocated / calls:F2} B per call");
        return perSecond;
    }
}

public interface IBenchGrain : IGrainWithStringKey
{
    ValueTask<int> Ping(int value);

    Task<long> CallOther(string other, int count);

    Task<long> PostOther(string other, int count);

    [OneWay]
    ValueTask Deliver(int connection, long sequence, int frame);

    ValueTask StartTimer();
}

public sealed class BenchGrain : Grain, IBenchGrain
{
    private IBenchGrain? other;
    private long sum;

    public ValueTask<int> Ping(int value) => new(value + 1);

    public async Task<long> CallOther(string other, int count)
    {
        var grain = this.other ??= GrainFactory.GetGrain<IBenchGrain>(other);
        for (var index = 0; index < count; index++)
        {
            sum += await grain.Ping(index);
        }

        return count;
    }

    public Task<long> PostOther(string other, int count)
    {
        var grain = GrainFactory.GetGrain<IBenchGrain>(other);
        for (var index = 0; index < count; index++)
        {
            _ = grain.Deliver(index, index, index);
        }

        return Task.FromResult((long)count);
    }

    public ValueTask Deliver(int connection, long sequence, int frame)
    {
        sum += frame;
        return default;
    }

    public ValueTask StartTimer()
    {
        this.RegisterGrainTimer(() => Task.CompletedTask, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10));
        return default;
    }
}
