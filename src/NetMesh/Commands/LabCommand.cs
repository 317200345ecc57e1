using System.CommandLine;
using System.Reflection;
using NetMesh.Control;
using NetMesh.Labs.Experiments;
using NetMesh.Labs.Reports;
using NetMesh.Labs.Runs;
using NetMesh.Labs.Worlds.Units;
using NetMesh.Stages;

namespace NetMesh.Commands;

/// <summary><c>netmesh lab list</c> and <c>netmesh lab run NAME</c>: experiments and their answers.</summary>
internal static class LabCommand
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "labs");

    public static Command Create() => new("lab", "Works with labs: experiments whose measurements stand beside what theory says.") { List(), Run() };

    private static Command List()
    {
        var json = SharedOptions.Json();
        var list = new Command("list", "Lists the labs that come with netmesh.") { json };
        list.SetAction(parsed =>
        {
            var labs = LabShelf.Look(Folder);
            if (parsed.GetValue(json))
            {
                Output.Json([.. labs], ControlJson.Plain.LabSummaryArray);
            }
            else
            {
                Output.Table(["lab", "question"], labs.Select(lab => (string[])[lab.Name, lab.Error ?? lab.Question]));
            }

            return ExitCodes.Done;
        });
        return list;
    }

    private static Command Run()
    {
        var lab = new Argument<string>("LAB") { Description = "The name of a lab, or a lab file (docs/labs.md describes the format)." };
        var seed = new Option<long>("--seed") { Description = "Everything random derives from it; repetitions have the numbers behind it.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var set = new Option<string[]>("--set") { Description = "Sets a parameter; k=a,b,c sweeps it. May be given again.", HelpName = "k=v" };
        var cases = new Option<string[]>("--cases") { Description = "Only these groups of the lab's cases. May be given again.", HelpName = "NAME" };
        var repetitions = new Option<int?>("--repetitions") { Description = "Runs of every case; otherwise as the lab says.", HelpName = "N" };
        var parallel = new Option<int>("--parallel") { Description = "Runs at a time; otherwise one per core.", HelpName = "N", DefaultValueFactory = _ => Environment.ProcessorCount };
        var directory = new Option<string?>("--out") { Description = "The folder for report, CSV and JSON; otherwise lab-reports/NAME.", HelpName = "DIR" };
        var realtime = new Option<bool>("--realtime") { Description = "Run on the wall clock, with real bytes." };
        var record = new Option<bool>("--record") { Description = "Record swarms moment by moment beside the report, for the dashboard." };
        var json = SharedOptions.Json();
        SharedOptions.MustBeIn(repetitions, 1, 1000);
        SharedOptions.MustBeIn(parallel, 1, 1024);
        var run = new Command("run", "Runs a lab and prints its answer; exits with 1 when an oracle is missed.") { lab, seed, set, cases, repetitions, parallel, directory, realtime, record, json };
        run.SetAction(async (parsed, _) =>
        {
            var stage = LabStage.Create(parsed.GetValue(realtime));
            var choices = new LabChoices(Settings(parsed.GetValue(set) ?? []), parsed.GetValue(cases) ?? []);
            var reading = LabFile.Read(PathOf(parsed.GetRequiredValue(lab)));
            var planning = reading.Lab is { } read ? LabPlanning.Of(read, choices) : new LabPlanning(null, reading.Errors);
            if (planning.Plan is not { } plan)
            {
                foreach (var error in planning.Errors)
                {
                    Console.Error.WriteLine(error);
                }

                return ExitCodes.Unusable;
            }

            var settings = new RunSettings(parsed.GetValue(seed), parsed.GetValue(repetitions) ?? plan.Lab.Repetitions, parsed.GetValue(parallel), parsed.GetValue(record));
            var command = LabInvocation.Write(parsed.GetRequiredValue(lab), settings, choices, parsed.GetValue(realtime));
            using var signals = new StopSignals();
            using var progress = LabProgress.Start(plan, settings);
            var outcome = await LabRunner.RunAsync(plan, settings, stage, progress, signals.Cancelled);
            progress.Dispose();
            var files = LabFiles.Write(outcome, command, Version(), parsed.GetValue(directory) ?? Path.Combine("lab-reports", plan.Lab.Name));
            if (settings.Records && !files.Any(file => file.EndsWith(".ndjson", StringComparison.Ordinal)))
            {
                Console.Error.WriteLine("netmesh: nothing was recorded: this lab has no swarm");
            }

            return Answer(outcome, command, files, parsed.GetValue(json));
        });
        return run;
    }

    private static int Answer(LabOutcome outcome, string command, IReadOnlyList<string> files, bool json)
    {
        if (json)
        {
            Console.Out.WriteLine(LabDocument.Write(outcome, command));
        }
        else
        {
            var table = LabTable.Of(outcome);
            Output.Table(table.Columns, table.Rows);
            var judged = outcome.Verdicts.Where(verdict => verdict.IsMet is not null).ToList();
            var unfinished = outcome.Cases.Sum(one => one.Runs.Count(run => !run.IsDone));
            Console.Out.WriteLine(
                $"{outcome.Lab.Name}: {judged.Count(verdict => verdict.IsMet == true)} of {judged.Count} oracles met{(unfinished > 0 ? $", {unfinished} runs given up" : "")}; "
                + $"seed {outcome.Seed}, trace {outcome.TraceHash ?? "none on the wall clock"}");
            foreach (var file in files)
            {
                Console.Out.WriteLine(file);
            }
        }

        return outcome.IsMet ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static string PathOf(string lab)
    {
        if (!Words.IsName(lab))
        {
            return lab;
        }

        var names = LabShelf.Names(Folder);
        return names.Contains(lab)
            ? Path.Combine(Folder, lab + ".yaml")
            : throw new CommandFailure(ExitCodes.Unusable, $"there is no lab '{lab}'; expected one of {string.Join(", ", names)}, or the path of a lab file");
    }

    private static string Version() =>
        typeof(LabCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "of unknown version";

    // --set peers=10,30 --set up='1 Mb/s'
    private static Dictionary<string, IReadOnlyList<string>> Settings(string[] given)
    {
        var set = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var one in given)
        {
            var equals = one.IndexOf('=', StringComparison.Ordinal);
            var values = equals < 0 ? [] : one[(equals + 1)..].Split(',', StringSplitOptions.TrimEntries);
            if (equals < 1 || values.Any(value => value.Length == 0))
            {
                throw new CommandFailure(ExitCodes.Unusable, $"--set is '{one}'; expected a parameter and its value, such as peers=10 or peers=10,30");
            }

            if (!set.TryAdd(one[..equals].Trim(), values))
            {
                throw new CommandFailure(ExitCodes.Unusable, $"--set names '{one[..equals]}' twice; expected every parameter once, its values with commas between them");
            }
        }

        return set;
    }
}
