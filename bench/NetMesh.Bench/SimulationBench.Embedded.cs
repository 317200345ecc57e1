using System.Diagnostics;
using NetMesh.Labs.Simulation;
using NetMesh.Planet.Faults;
using NetMesh.Testing.Simulation;

namespace NetMesh.Bench;

/// <summary>
/// <c>simulation [--seeds 1..200] [--bug NAME|all]</c>: what a seed of the fault simulation costs; with a planted bug, or each of them in turn, at which seed it is
/// caught, and by what. Fails when a seed fails, or when a planted bug is not caught.
/// </summary>
internal static class SimulationBench
{
    public static int Run(string[] args)
    {
        if (!SeedRange.TryParse(BenchArguments.Text(args, "--seeds") ?? "1..200", out var seeds))
        {
            Console.Error.WriteLine("--seeds takes a range such as 1..200");
            return 2;
        }

        return BenchArguments.Text(args, "--bug") switch
        {
            null => WithoutBug(seeds),
            "all" => Enum.GetValues<PlantedBug>().Where(bug => bug != PlantedBug.None).Select(bug => WithBug(seeds, bug)).ToArray().Max(),
            var name when Enum.TryParse<PlantedBug>(name, out var bug) => WithBug(seeds, bug),
            _ => 2,
        };
    }

    private static int WithoutBug(SeedRange seeds)
    {
        var watch = Stopwatch.StartNew();
        var processor = Environment.CpuUsage.TotalTime;
        long events = 0, longest = 0;
        var failed = 0;
        foreach (var outcome in SimulationRun.OfAsync(seeds, Environment.ProcessorCount, CancellationToken.None).ToBlockingEnumerable())
        {
            events += outcome.Events;
            longest = Math.Max(longest, outcome.Events);
            if (outcome.Bad is { } bad)
            {
                failed++;
                Console.WriteLine($"seed {outcome.Seed}: {bad}");
            }
        }

        var each = (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds / seeds.Count;
        Console.WriteLine($"simulation: {seeds.Count} seeds in {watch.Elapsed.TotalSeconds:F1} s, {each:F0} ms of processor each, {events / seeds.Count} events on average, {longest} at most; {failed} failed");
        return failed == 0 ? 0 : 1;
    }

    private static int WithBug(SeedRange seeds, PlantedBug bug)
    {
        var watch = Stopwatch.StartNew();

        // One at a time and in order, so that the first seed that catches it is the first.
        for (var seed = seeds.First; seed <= seeds.Last; seed++)
        {
            if (SwarmSimulation.Run(seed, bug).Bad is { } bad)
            {
                Console.WriteLine($"{bug}: seed {seed} after {watch.Elapsed.TotalSeconds:F1} s: {bad}");
                return 0;
            }
        }

        Console.WriteLine($"{bug}: not caught by seeds {seeds} in {watch.Elapsed.TotalSeconds:F1} s");
        return 1;
    }
}
