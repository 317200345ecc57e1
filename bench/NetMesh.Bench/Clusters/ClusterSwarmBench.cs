using System.Diagnostics;
using NetMesh.Contracts.Swarms;

namespace NetMesh.Bench.Clusters;

/// <summary>
/// <c>cluster-swarm [--silos 1] [--leechers 30] [--pieces 400] [--content simulated|bytes]</c>: a swarm on the wall clock, as fast as the processors can,
/// on whichever host of grains this build has: from its start until the last leecher has everything.
/// </summary>
internal static class ClusterSwarmBench
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public static int Run(string[] args) => RunAsync(args).GetAwaiter().GetResult();

    private static async Task<int> RunAsync(string[] args)
    {
        var pieces = (int)BenchArguments.Number(args, "--pieces", 400);
        var name = BenchArguments.Text(args, "--content") == "bytes" ? "bytes" : "swarm";
        var planet = new BenchPlanet((int)BenchArguments.Number(args, "--leechers", 30), name == "bytes" ? pieces : 0);
        await using var host = await BenchHost.StartAsync((int)BenchArguments.Number(args, "--silos", 1), planet);

        // A small swarm of the same members goes before, so that code is compiled and peers are awake.
        return await RunAsync(host, planet, "warm", Math.Max(pieces / 8, 1)) is not null
            && await RunAsync(host, planet, name, pieces) is { } run
            && Report(name, planet.Payload(pieces), run) ? 0 : 1;
    }

    private static async Task<(TimeSpan Wall, TimeSpan Processor)?> RunAsync(BenchHost host, BenchPlanet planet, string name, int pieces)
    {
        var swarm = host.Grains.GetGrain<ISwarmGrain>(name);
        var (processor, watch) = (host.ProcessorTime, Stopwatch.StartNew());
        await swarm.StartAsync(planet.Swarm(name, pieces));
        while (await swarm.LookAsync() is { } status && status.Completions < planet.Leechers)
        {
            if (watch.Elapsed > Longest)
            {
                Console.Error.WriteLine($"swarm '{name}': {status.Completions} of {planet.Leechers} finished after {watch.Elapsed.TotalSeconds:F0} s");
                return null;
            }

            await Task.Delay(AskEvery);
        }

        var took = (watch.Elapsed, host.ProcessorTime - processor);
        await swarm.StopAsync();
        return took;
    }

    private static bool Report(string name, long payload, (TimeSpan Wall, TimeSpan Processor) took)
    {
        Figure.Print($"{name}-seconds", took.Wall.TotalSeconds);
        Figure.Print($"{name}-MB-per-s", payload / 1e6 / took.Wall.TotalSeconds);
        Figure.Print($"{name}-blocks-per-s", payload / 16_384.0 / took.Wall.TotalSeconds);
        Figure.Print($"{name}-cpu-s-per-GB", took.Processor.TotalSeconds / (payload / 1e9));
        Figure.Print($"{name}-cores", took.Processor / took.Wall);
        return true;
    }
}
