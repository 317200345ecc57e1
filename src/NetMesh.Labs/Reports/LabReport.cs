using System.Globalization;
using NetMesh.Labs.Experiments;
using NetMesh.Labs.Reports.Charts;
using NetMesh.Labs.Runs;

namespace NetMesh.Labs.Reports;

/// <summary>
/// The answer as one HTML file that needs nothing else, no script and no network: question, method, parameters, the table, figures, what theory says and
/// whether it was met, the map of the world, and how to make the report again. A reader who has only the file can follow it.
/// </summary>
internal static class LabReport
{
    /// <param name="command">What makes this report again.</param>
    /// <param name="version">Of the program that made it.</param>
    public static string Write(LabOutcome outcome, string command, string version)
    {
        var lab = outcome.Lab;
        var page = new Markup()
            .Raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n")
            .Element("title", $"{lab.Name}: {lab.Question}")
            .Raw($"<style>\n{ReportStyle.Sheet}</style>\n</head>\n<body>\n")
            .Element("h1", lab.Question)
            .Element("p class=\"about\"", $"Lab {lab.Name}, {Count(outcome.Cases.Count, "case")}, {Count(outcome.Repetitions, "run")} each, seeds from {outcome.Seed}.");
        Answer(page, outcome);
        page.Element("h2", "Method");
        foreach (var paragraph in lab.Method.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            page.Element("p", paragraph).Raw("\n");
        }

        Parameters(page, outcome);
        Results(page, outcome);
        Figures(page, outcome);
        Verdicts(page, outcome);
        World(page, outcome);
        Again(page, outcome, command, version);
        return page.Raw("</body>\n</html>\n").ToString();
    }

    private static void Answer(Markup page, LabOutcome outcome)
    {
        var judged = outcome.Verdicts.Where(verdict => verdict.IsMet is not null).ToList();
        var met = judged.Count(verdict => verdict.IsMet == true);
        var unfinished = outcome.Cases.Sum(one => one.Runs.Count(run => !run.IsDone));
        page.Element(
            $"p class=\"answer {(outcome.IsMet ? "met" : "missed")}\"",
            (judged.Count == 0 ? "No oracle judges these cases." : met == judged.Count ? $"Measurement and theory agree: {Count(met, "oracle")} of {judged.Count} met." : $"{met} of {Count(judged.Count, "oracle")} met, {judged.Count - met} missed.")
            + (unfinished > 0 ? $" {Count(unfinished, "run")} did not come to an end and was given up." : ""));
    }

    private static void Parameters(Markup page, LabOutcome outcome)
    {
        page.Element("h2", "Parameters").Table(
            ["parameter", "value", "what it is"],
            outcome.Lab.Parameters.Select(parameter => (string[])
            [
                parameter.Name,
                string.Join(", ", outcome.Cases.Select(one => Numerals.Of(one.Case[parameter.Name])).Distinct()),
                parameter.About,
            ]));
        var groups = outcome.Cases.Select(one => one.Case.Group).Distinct().Where(group => group.About.Length > 0).ToList();
        if (groups.Count > 0)
        {
            page.Table(["cases", "what for"], groups.Select(group => (string[])[group.Name, group.About]));
        }
    }

    private static void Results(Markup page, LabOutcome outcome)
    {
        var table = LabTable.Of(outcome);
        page.Element("h2", "Results")
            .Raw("<ul>\n");
        foreach (var measure in outcome.Lab.Measures)
        {
            page.Raw("<li>").Element("b", measure.Name).Raw(Markup.Escape(
                $": {measure.About}{(measure.Label.Length > 0 ? $", in {measure.Label}" : "")}{(measure.Is is { } formula ? $", computed as {formula.Text}" : "")}")).Raw("</li>\n");
        }

        page.Raw("</ul>\n").Table(table.Columns, table.Rows);
        if (outcome.Repetitions > 1)
        {
            page.Element("p class=\"about\"", $"Numbers are means over {outcome.Repetitions} runs with different seeds; behind ± stands the half-width of the 95 % confidence interval (Student's t).");
        }
    }

    private static void Figures(Markup page, LabOutcome outcome)
    {
        if (outcome.Lab.Figures.Count == 0)
        {
            return;
        }

        page.Element("h2", "Figures");
        var pictures = new Pictures(outcome);
        foreach (var figure in outcome.Lab.Figures)
        {
            var drawn = pictures.Of(figure);
            if (drawn.Count == 0)
            {
                continue;
            }

            page.Element("h3", figure.Title);
            foreach (var picture in drawn)
            {
                page.Raw("<figure>\n").Raw(picture.Svg);
                foreach (var (swatch, label) in picture.Legend)
                {
                    page.Raw($"<span class=\"key\">{swatch}{Markup.Escape(label)}</span>\n");
                }

                page.Element("figcaption", picture.Caption).Raw("</figure>\n");
            }

            page.Element("p class=\"about\"", figure.Kind == FigureKind.Curves
                ? "Points are measured, bars are 95 % confidence intervals, dashed lines are what theory says."
                : $"The run with seed {outcome.Seed}.");
        }
    }

    private static void Verdicts(Markup page, LabOutcome outcome)
    {
        if (!outcome.Verdicts.Any())
        {
            return;
        }

        page.Element("h2", "What theory says");
        foreach (var theory in outcome.Lab.Theories.Where(theory => outcome.Verdicts.Any(verdict => verdict.Theory == theory)))
        {
            var measure = outcome.Lab.Measures.First(it => it.Name == theory.Measure);
            page.Element("h3", theory.Name).Raw("<p>")
                .Raw(Markup.Escape((theory.About.Length > 0 ? Sentence(theory.About) + " " : "") + $"{measure.Name} {Sentences.Of(theory.Relation)} ")).Element("code", theory.Expects.Text)
                .Raw(Markup.Escape((theory.Within is { } within ? $", within {within.Text}" : "") + (theory.When is { } when ? $", where {when.Text}" : "") + ". " + (theory.Source.Length > 0 ? $"Source: {theory.Source}." : "")))
                .Raw("</p>\n<ul>\n");
            foreach (var one in outcome.Cases)
            {
                foreach (var verdict in one.Verdicts.Where(verdict => verdict.Theory == theory))
                {
                    page.Element($"li class=\"{verdict.IsMet switch { true => "met", false => "missed", null => "shown" }}\"", Sentences.Of(verdict, measure, one.Case.Describe(outcome.Plan.Swept)));
                }
            }

            page.Raw("</ul>\n");
        }
    }

    private static void World(Markup page, LabOutcome outcome)
    {
        var world = outcome.Cases[0].Case.World;
        if (world.Regions.Length > 1)
        {
            page.Element("h2", "The world").Raw("<figure>\n").Raw(RegionMap.Draw(world, "regions of the world", null, 1))
                .Element("figcaption", $"{Count(world.Regions.Length, "region")}, {Count(world.Hosts.Length, "host")} in the first case; a dot is as large as its region has hosts. Coasts are drawn by hand.").Raw("</figure>\n");
        }
    }

    private static void Again(Markup page, LabOutcome outcome, string command, string version)
    {
        page.Element("h2", "Make it again").Element("pre", command)
            .Element("p", outcome.TraceHash is { } trace
                ? $"Everything random derives from the seed: the same command gives the same numbers, and the trace hash {trace}, on the same machine and runtime. It folds the hashes of all runs, each of which folds the order of all that happened."
                : "The lab ran on the wall clock, with real bytes: no two runs are the same.")
            .Table(["case", "seed", "trace hash", "time on the planet [s]", "events", "ended"], outcome.Cases.SelectMany(one => one.Runs.Select(run => (string[])
            [
                one.Case.Describe(outcome.Plan.Swept), run.Seed.ToString(CultureInfo.InvariantCulture), run.TraceHash is { } hash ? LabOutcome.Hex(hash) : Numerals.None,
                Numerals.Short(run.Elapsed.TotalSeconds), run.Events.ToString("#,##0", CultureInfo.InvariantCulture), run.IsDone ? "by itself" : "given up",
            ])))
            .Element("p class=\"about\"", $"Made by netmesh {version}. What the columns hold is also in the CSV and JSON files beside this one.");
    }

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..] + (text.EndsWith('.') ? "" : ".");

    private static string Count(int count, string what) => $"{count.ToString("#,##0", CultureInfo.InvariantCulture)} {what}{(count == 1 ? "" : "s")}";
}
