using System.Globalization;
using NetMesh.Labs.Runs;

namespace NetMesh.Labs.Reports.Chapters;

/// <summary>How to make the report again, and how to see that it is the same.</summary>
internal static class AgainChapter
{
    public static void Write(Markup page, LabOutcome outcome, string command, string version)
    {
        page.Element("h2", "Make it again").Element("pre", command).Raw("<p>")
            .Raw(outcome.TraceHash is { } trace
                ? $"Everything random derives from the seed: the same command gives the same numbers, and the trace hash <code>{trace}</code>, on the same machine and runtime. It folds the hashes of all runs, each of which folds the order of all that happened."
                : "The lab ran on the wall clock, with real bytes: no two runs are the same.")
            .Raw($"</p>\n<details>\n<summary>All {Sentences.Count(outcome.Cases.Sum(one => one.Runs.Count), "run")}</summary>\n")
            .Table("Runs", ["case", "seed", "trace hash", "time on the planet [s]", "events", "ended"], [.. outcome.Cases.SelectMany(one => one.Runs.Select(run => (Cell[])
            [
                new(one.Case.Describe(outcome.Plan.Swept)) { IsWords = true }, run.Seed.ToString(CultureInfo.InvariantCulture),
                new(run.TraceHash is { } hash ? LabOutcome.Hex(hash) : Numerals.None) { IsName = true },
                Numerals.Short(run.Elapsed.TotalSeconds), run.Events.ToString("#,##0", CultureInfo.InvariantCulture), run.IsDone ? "by itself" : "given up",
            ]))])
            .Raw("</details>\n")
            .Element("p class=\"about\"", $"Made by netmesh {version}. The CSV and JSON files beside this one hold all numbers with all their digits.");
    }
}
