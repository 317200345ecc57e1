using NetMesh.Labs.Reports.Chapters;
using NetMesh.Labs.Runs;

namespace NetMesh.Labs.Reports;

/// <summary>
/// The answer as one HTML file that needs nothing else, no script and no network. A reader who has only the file can follow it.
/// </summary>
/// <remarks>
/// <list type="number">
/// <item>The question, and the answer: what theory says, and whether it is so.</item>
/// <item>The method, and the words of the field that it uses.</item>
/// <item>What each parameter was, and what came out.</item>
/// <item>Figures.</item>
/// <item>Theory at length: formula, tolerance, source, and a verdict for every case.</item>
/// <item>The map of the world, and how to make the report again.</item>
/// </list>
/// </remarks>
internal static class LabReport
{
    /// <param name="command">What makes this report again.</param>
    /// <param name="version">Of the program that made it.</param>
    public static string Write(LabOutcome outcome, string command, string version)
    {
        var lab = outcome.Lab;
        var page = new Markup()
            .Raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Element("title", $"{lab.Name}: {lab.Question}")
            .Raw($"<style>\n{ReportStyle.Sheet}</style>\n</head>\n<body>\n<main>\n")
            .Element("h1", lab.Question)
            .Element("p class=\"about\"", $"Lab {lab.Name}: {Sentences.Count(outcome.Cases.Count, "case")}, {Sentences.Count(outcome.Repetitions, "run")} each, with the random seed{(outcome.Repetitions > 1 ? $"s {outcome.Seed} to {outcome.Seed + outcome.Repetitions - 1}" : $" {outcome.Seed}")}.");
        AnswerChapter.Write(page, outcome);
        MethodChapter.Write(page, outcome);
        ResultsChapter.Write(page, outcome);
        FiguresChapter.Write(page, outcome);
        TheoryChapter.Write(page, outcome);
        WorldChapter.Write(page, outcome);
        AgainChapter.Write(page, outcome, command, version);
        return page.Raw("</main>\n</body>\n</html>\n").ToString();
    }
}
