using System.Diagnostics;

namespace NetMesh.Bench.Clusters;

/// <summary>
/// <c>cluster-calls [--silos 1] [--seconds 1]</c>: calls of <c>ValueTask&lt;int&gt; Ping(int)</c>, warm, on whichever host of grains this build has. In one
/// silo everything is in this process; with several, callers are in this process and callees are spread over the others.
/// </summary>
internal static class ClusterCallsBench
{
    private const int Callers = 64;

    // A caller that never has to wait keeps its thread to the end of its calls: callers get short shares of the work, again and again, rather than a time.
    private static readonly TimeSpan Share = TimeSpan.FromMilliseconds(50);

    public static int Run(string[] args) => RunAsync(args).GetAwaiter().GetResult();

    private static async Task<int> RunAsync(string[] args)
    {
        await using var host = await BenchHost.StartAsync((int)BenchArguments.Number(args, "--silos", 1), new BenchPlanet(0));
        var time = TimeSpan.FromSeconds(BenchArguments.Number(args, "--seconds", 1));
        var callees = Enumerable.Range(0, Callers).Select(number => host.PlaceOf(number).ToString()).ToArray();
        var grains = callees.Select(key => host.Grains.GetGrain<IBenchGrain>(key)).ToArray();
        var callers = Enumerable.Range(Callers, Callers).Select(number => host.Grains.GetGrain<IBenchGrain>(BenchPlanet.Spare(0, number).ToString())).ToArray();

        (string Name, int Callers, Func<int, int, Task<long>> Call)[] loads =
        [
            ("calls-1", 1, (number, count) => CallLoop.RunAsync(grains[number], count)),
            ("calls-64", Callers, (number, count) => CallLoop.RunAsync(grains[number], count)),
            ("grain-to-grain-1", 1, (number, count) => callers[number].CallOther(callees[number], count)),
            ("grain-to-grain-64", Callers, (number, count) => callers[number].CallOther(callees[number], count)),
        ];

        // The first time round, code is compiled and grains awake.
        var counts = new int[loads.Length];
        for (var i = 0; i < loads.Length; i++)
        {
            counts[i] = await WarmAsync(time, loads[i].Callers, loads[i].Call);
        }

        for (var i = 0; i < loads.Length; i++)
        {
            await MeasureAsync(host, loads[i].Name, time, loads[i].Callers, counts[i], loads[i].Call);
        }

        return 0;
    }

    /// <summary>Returns how many calls a caller makes in its share.</summary>
    private static async Task<int> WarmAsync(TimeSpan time, int callers, Func<int, int, Task<long>> call)
    {
        var count = 16;
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < time;)
        {
            var started = Stopwatch.GetTimestamp();
            await RoundAsync(callers, count, call);
            count = Stopwatch.GetElapsedTime(started) < Share ? count * 2 : count;
        }

        return count;
    }

    private static async Task MeasureAsync(BenchHost host, string name, TimeSpan time, int callers, int count, Func<int, int, Task<long>> call)
    {
        var calls = 0L;
        var (processor, watch) = (host.ProcessorTime, Stopwatch.StartNew());
        while (watch.Elapsed < time)
        {
            calls += await RoundAsync(callers, count, call);
        }

        watch.Stop();
        processor = host.ProcessorTime - processor;
        Figure.Print($"{name}-per-s", calls / watch.Elapsed.TotalSeconds);
        Figure.Print($"{name}-cpu-us", processor.TotalMicroseconds / calls);
    }

    private static async Task<long> RoundAsync(int callers, int count, Func<int, int, Task<long>> call) =>
        (await Task.WhenAll(Enumerable.Range(0, callers).Select(number => Task.Run(() => call(number, count))))).Sum();
}
