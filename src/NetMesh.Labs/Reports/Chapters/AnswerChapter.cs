using NetMesh.Labs.Runs;

namespace NetMesh.Labs.Reports.Chapters;

/// <summary>Whether measurement and theory agree, and every claim of theory in a line of its own: together they answer the question.</summary>
internal static class AnswerChapter
{
    public static void Write(Markup page, LabOutcome outcome)
    {
        var judged = outcome.Verdicts.Where(verdict => verdict.IsMet is not null).ToList();
        var met = judged.Count(verdict => verdict.IsMet == true);
        var unfinished = outcome.Cases.Sum(one => one.Runs.Count(run => !run.IsDone));
        page.Raw($"<section class=\"answer {(outcome.IsMet ? "met" : "missed")}\">").Element("h2", "Answer").Element(
            "p class=\"verdict\"",
            (judged.Count == 0 ? "Theory is shown beside these cases, and judges none of them."
                : met == judged.Count ? $"Measurement and theory agree in {(met == 1 ? "the one comparison" : $"all {met} comparisons")}."
                : $"Measurement and theory agree in {met} of {Sentences.Count(judged.Count, "comparison")}, and differ in {judged.Count - met}.")
            + (unfinished > 0 ? $" {Sentences.Count(unfinished, "run")} did not come to an end and was given up." : ""));
        page.Raw("<ul>\n");
        foreach (var theory in outcome.Lab.Theories)
        {
            var verdicts = outcome.Verdicts.Where(verdict => verdict.Theory == theory && verdict.IsMet is not null).ToList();
            if (verdicts.Count > 0)
            {
                var measure = outcome.Lab.Measures.First(it => it.Name == theory.Measure);
                var claim = Sentences.Capital(theory.About.Length > 0 ? theory.About : Sentences.Plain(theory.Name)).TrimEnd('.');
                page.Raw($"<li class=\"{(verdicts.TrueForAll(verdict => verdict.IsMet == true) ? "met" : "missed")}\">").Element($"a href=\"#{Markup.Escape(theory.Name)}\"", claim)
                    .Element("span class=\"about\"", $" ({Sentences.Plain(theory.Measure)}: {Sentences.Of(verdicts, measure)})").Raw("</li>\n");
            }
        }

        page.Raw("</ul></section>\n");
    }
}
