using NetMesh.Labs.Experiments;
using NetMesh.Labs.Experiments.Sections;
using NetMesh.Labs.Expressions;
using NetMesh.Labs.Runs;

namespace NetMesh.Labs.Reports.Chapters;

/// <summary>What theory says, why a tolerance is what it is, who says so, and a verdict for every case.</summary>
internal static class TheoryChapter
{
    public static void Write(Markup page, LabOutcome outcome)
    {
        var theories = outcome.Lab.Theories.Where(theory => outcome.Verdicts.Any(verdict => verdict.Theory == theory)).ToList();
        if (theories.Count == 0)
        {
            return;
        }

        page.Element("h2", "What theory says");
        foreach (var theory in theories)
        {
            Write(page, outcome, theory);
        }

        var functions = Formulas.All.Where(function => theories.Exists(theory => Calls(theory, function.Name))).ToList();
        var hasElsewhere = theories.Exists(theory => Calls(theory, "at"));
        if (functions.Count > 0 || hasElsewhere)
        {
            page.Element("h3", "Formulas").Raw("<dl>\n");
            foreach (var function in functions)
            {
                page.Raw("<dt>").Element("code", function.Signature).Raw("</dt>").Element("dd", Sentences.Whole(function.About)).Raw("\n");
            }

            if (hasElsewhere)
            {
                page.Raw("<dt>").Element("code", "at(measure, parameter, value)").Raw("</dt>").Element("dd", "The measure in the case that differs from this one in that parameter alone.").Raw("\n");
            }

            page.Raw("</dl>\n");
        }
    }

    private static void Write(Markup page, LabOutcome outcome, Theory theory)
    {
        var measure = outcome.Lab.Measures.First(it => it.Name == theory.Measure);
        page.Element($"h3 id=\"{Markup.Escape(theory.Name)}\"", Sentences.Capital(Sentences.Plain(theory.Name)));
        if (theory.About.Length > 0)
        {
            page.Element("p", Sentences.Whole(theory.About)).Raw("\n");
        }

        page.Raw("<p>").Element("code", measure.Name).Raw($" {Sentences.Of(theory.Relation)} ").Element("code", theory.Expects.Text);
        if (theory.Within is { } within)
        {
            page.Raw(", within ").Element("code", within.Text);
        }

        if (theory.When is { } when)
        {
            page.Raw(", where ").Element("code", when.Text);
        }

        page.Raw(".").Raw(Markup.Escape((theory.Because.Length > 0 ? $" Why just so much: {Sentences.Whole(theory.Because)}" : "") + (theory.Source.Length > 0 ? $" Source: {theory.Source.TrimEnd('.')}." : ""))).Raw("</p>\n");
        Verdicts(page, outcome, theory, measure);
    }

    private static void Verdicts(Markup page, LabOutcome outcome, Theory theory, Measure measure)
    {
        var rows = outcome.Cases.SelectMany(one => one.Verdicts.Where(verdict => verdict.Theory == theory).Select(verdict => (Of: one, Verdict: verdict))).ToList();
        var swept = outcome.Plan.Swept.Where(name => name == ParameterSection.Cases ? rows.Select(row => row.Of.Case.Group).Distinct().Skip(1).Any() : Pictures.Differs(rows.Select(row => row.Of), name)).ToList();
        var (isJudged, isTolerant) = (theory.Relation != Relation.Shown, theory.Within is not null);
        var unit = measure.Label.Length == 0 ? "" : $" [{measure.Label}]";
        page.Table(
            $"Verdicts: {Sentences.Plain(theory.Name)}",
            [.. swept, $"measured{unit}", "theory", "off by", .. isTolerant ? ["allowed"] : Array.Empty<string>(), .. isJudged ? ["verdict"] : Array.Empty<string>()],
            [.. rows.Select(row => (Cell[])
            [
                .. swept.Select(name => new Cell(name == ParameterSection.Cases ? row.Of.Case.Group.Name : Numerals.Of(row.Of.Case[name]))),
                Numerals.In(measure.Unit, row.Verdict.Measured),
                Sentences.Sign(theory.Relation) + Numerals.In(measure.Unit, row.Verdict.Expected),
                Numerals.Deviation(row.Verdict.Measured.Mean, row.Verdict.Expected),
                .. isTolerant ? [Sentences.Allowed(row.Verdict, measure)] : Array.Empty<Cell>(),
                .. isJudged ? [new Cell(row.Verdict.IsMet == true ? "met" : "missed") { IsMet = row.Verdict.IsMet }] : Array.Empty<Cell>(),
            ])]);
    }

    // Names hold hyphens: fetch-time is no part of tcp-fetch-time.
    private static bool Calls(Theory theory, string function)
    {
        var text = theory.Expects.Text + " " + theory.Within?.Text;
        for (var at = text.IndexOf(function + "(", StringComparison.Ordinal); at >= 0; at = text.IndexOf(function + "(", at + 1, StringComparison.Ordinal))
        {
            if (at == 0 || !(char.IsAsciiLetterOrDigit(text[at - 1]) || text[at - 1] == '-'))
            {
                return true;
            }
        }

        return false;
    }
}
