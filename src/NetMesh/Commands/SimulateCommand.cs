using System.CommandLine;
using System.Globalization;
using NetMesh.Control;
using NetMesh.Labs.Simulation;

namespace NetMesh.Commands;

/// <summary><c>netmesh simulate --seeds A..B</c>: swarms under every fault of the planet, a seed each; exits with 1 when one of them fails.</summary>
internal static partial class SimulateCommand
{
    public static Command Create()
    {
        var seeds = new Option<SeedRange>("--seeds")
        {
            Description = "From the first to the last one.",
            HelpName = "A..B",
            DefaultValueFactory = _ => new SeedRange(1, 100),
            CustomParser = result =>
            {
                if (!SeedRange.TryParse(result.Tokens[0].Value, out var range))
                {
                    result.AddError($"--seeds is {result.Tokens[0].Value}; expected a range such as 1..100, or one seed");
                }

                return range!;
            },
        };
        var parallel = new Option<int>("--parallel") { Description = "Seeds at a time; otherwise one per core.", HelpName = "N", DefaultValueFactory = _ => Environment.ProcessorCount };
        SharedOptions.MustBeIn(parallel, 1, 1024);
        var directory = new Option<string?>("--out") { Description = "A folder for a table of all seeds, and for what befell those that failed.", HelpName = "DIR" };
        var json = SharedOptions.Json();
        var command = new Command("simulate", "Runs swarms on the virtual clock under faults of every kind; says which seeds fail, and with what.")
        {
            seeds, parallel, directory, json,
        };
        command.SetAction(async (parsed, _) =>
        {
            var range = parsed.GetValue(seeds)!;
            using var signals = new StopSignals();
            return await RunAsync(Run(range, parsed.GetValue(parallel), signals.Cancelled), range, parsed.GetValue(directory), parsed.GetValue(json));
        });
        return command;
    }

    private static partial IAsyncEnumerable<SeedOutcome> Run(SeedRange seeds, int parallel, CancellationToken cancelled);

    private static async Task<int> RunAsync(IAsyncEnumerable<SeedOutcome> running, SeedRange seeds, string? directory, bool json)
    {
        var outcomes = new SortedDictionary<long, SeedOutcome>();
        var printed = seeds.First;
        var progress = new SimulationProgress(seeds.Count);
        await foreach (var outcome in running)
        {
            outcomes.Add(outcome.Seed, outcome);
            progress.Report(outcomes.Count, outcome.Passed);

            // In the seeds' own order, which is the same in every run.
            for (; !json && outcomes.TryGetValue(printed, out var next); printed++)
            {
                Print(next);
            }
        }

        progress.End();
        var failed = outcomes.Values.Count(outcome => !outcome.Passed);
        if (directory is not null)
        {
            SimulationFiles.Write(directory, outcomes.Values);
        }

        if (json)
        {
            Output.Json(
                new SimulationSummary(seeds.ToString(), outcomes.Count - failed, failed, [.. outcomes.Values.Select(SimulatedSeed.Of)]), ControlJson.Plain.SimulationSummary);
        }
        else
        {
            Console.Out.WriteLine($"{outcomes.Count} seeds, {outcomes.Count - failed} passed, {failed} failed");
        }

        return failed == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static void Print(SeedOutcome outcome)
    {
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"seed {outcome.Seed}: trace {outcome.Trace}, {outcome.Peers} peers, {outcome.Finished} finished, {outcome.Elapsed.TotalSeconds:F0} s"));
        if (outcome.Bad is { } bad)
        {
            Console.Out.WriteLine($"  FAILED after {bad}");
            Console.Out.WriteLine($"  {SimulatedSeed.Replay(outcome.Seed)}");
        }
    }
}
