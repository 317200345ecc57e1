using System.Diagnostics;
using NetMesh.Bench.Clusters;
using NetMesh.Clock;
using NetMesh.Embedded;

namespace NetMesh.Bench;

/// <summary>
/// Grain calls in one process, warm, with what they allocate, and what a grain costs that is idle. Against Orleans they are measured by
/// <see cref="ClusterCallsBench"/>, in turns with the other build.
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
        options.ConfigureServices = services => new BenchPlanet(0).AddTo(services, runsHere: true);
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
        Report("wall clock, 1 caller", host, () => Loop(grain).GetAwaiter().GetResult(), () => { });
        var grains = Enumerable.Range(0, 64).Select(index => host.Grains.GetGrain<IBenchGrain>("w" + index)).ToArray();
        Report(
            "wall clock, 64 callers", host, () => Task.WhenAll(grains.Select(each => Task.Run(() => Loop(each, 50_000)))).GetAwaiter().GetResult().Sum(), () => { });
        Report(
            "wall clock, 64 callers of one grain", host, () => Task.WhenAll(grains.Select(_ => Task.Run(() => Loop(grain, 10_000)))).GetAwaiter().GetResult().Sum(), () => { });
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

    private static Task<long> Loop(IBenchGrain grain, int count = 1_000_000) => CallLoop.RunAsync(grain, count);

    private static void Report(string name, EmbeddedHost host, Func<long> round, Action after)
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
    }
}
