using NetMesh.Labs.Experiments;
using NetMesh.Labs.Experiments.Sections;
using NetMesh.Labs.Runs;

namespace NetMesh.Labs.Reports.Chapters;

/// <summary>What was measured, with what theory says beside it.</summary>
internal static class ResultsChapter
{
    /// <summary>So many cases fit side by side, each with its measures below one another; more are lines of a table.</summary>
    private const int MostSideBySide = 6;

    public static void Write(Markup page, LabOutcome outcome)
    {
        page.Element("h2", "Results");
        if (outcome.Cases.Count <= MostSideBySide)
        {
            SideBySide(page, outcome);
        }
        else
        {
            page.Table("Measures", ["measure", "what it is", "unit"], [.. outcome.Lab.Measures.Select(measure => (Cell[])
                [new(measure.Name) { IsName = true }, new(About(measure)) { IsWords = true }, new(measure.Label) { IsWords = true }])]);
            var groups = outcome.Cases.GroupBy(one => one.Case.Group).ToList();
            if (groups.Exists(group => group.Count() > 1 && groups.Count > 1 && groups.Count < outcome.Cases.Count / 2))
            {
                foreach (var group in groups)
                {
                    page.Element("h3", $"Cases: {group.Key.Name}");
                    LineByLine(page, outcome, [.. group]);
                }
            }
            else
            {
                LineByLine(page, outcome, outcome.Cases);
            }
        }

        page.Element("p class=\"about\"", "✓ and ✗ say whether a measurement is what theory expects, within the tolerance: ≤ at most, ≥ at least."
            + (outcome.Repetitions > 1 ? $" Numbers are means over {outcome.Repetitions} runs with different seeds. Behind ± stands the half-width of the 95 % confidence interval (Student's t): of 20 such intervals 19 hold the true mean. Few runs make wide intervals." : ""));
    }

    private static void SideBySide(Markup page, LabOutcome outcome)
    {
        var swept = Swept(outcome, outcome.Cases);
        page.Table("Results", ["measure", "what it is", .. outcome.Cases.Select(one => one.Case.Describe(swept) is { Length: > 0 } which ? which : "measured")], [.. outcome.Lab.Measures.Select(measure => (Cell[])
        [
            new(measure.Name) { IsName = true },
            new(About(measure) + (measure.Label.Length > 0 ? $" [{measure.Label}]" : "")) { IsWords = true },
            .. outcome.Cases.Select(one => new Cell(Numerals.In(measure.Unit, one.Measured[measure.Name])) { Notes = [.. Of(one, measure).Select(verdict => Expected(verdict, measure))] }),
        ])]);
    }

    private static void LineByLine(Markup page, LabOutcome outcome, IReadOnlyList<CaseOutcome> cases)
    {
        var columns = new List<(string Title, Func<CaseOutcome, Cell> Cell)>();
        columns.AddRange(Swept(outcome, cases).Select(name => (name, (Func<CaseOutcome, Cell>)(one => new Cell(name == ParameterSection.Cases ? one.Case.Group.Name : Numerals.Of(one.Case[name]))))));
        foreach (var measure in outcome.Lab.Measures.Where(measure => cases.Any(one => double.IsFinite(one.Measured[measure.Name].Mean))))
        {
            columns.Add((measure.Label.Length == 0 ? measure.Name : $"{measure.Name} [{measure.Label}]", one => Numerals.In(measure.Unit, one.Measured[measure.Name])));

            // Theories that speak about different cases share their columns.
            var most = cases.Max(one => Of(one, measure).Count());
            for (var i = 0; i < most; i++)
            {
                var nth = i;
                Verdict? Nth(CaseOutcome one) => Of(one, measure).ElementAtOrDefault(nth);
                var names = cases.Select(Nth).OfType<Verdict>().Select(verdict => verdict.Theory.Name).Distinct().ToList();
                columns.Add((most > 1 && names is [var name] ? $"theory, {Sentences.Plain(name)}" : "theory", one => Nth(one) is { } verdict ? Expected(verdict, measure) : ""));
            }
        }

        page.Table("Results", [.. columns.Select(column => column.Title)], [.. cases.Select(one => columns.ConvertAll(column => column.Cell(one)))]);
    }

    private static Cell Expected(Verdict verdict, Measure measure) =>
        new(Sentences.Sign(verdict.Theory.Relation) + Numerals.In(measure.Unit, verdict.Expected)) { IsMet = verdict.IsMet };

    private static IEnumerable<Verdict> Of(CaseOutcome one, Measure measure) => one.Verdicts.Where(verdict => verdict.Theory.Measure == measure.Name);

    private static string About(Measure measure) => Sentences.Capital(measure.About) + (measure.Is is { } formula ? $": {formula.Text}" : "");

    private static List<string> Swept(LabOutcome outcome, IReadOnlyList<CaseOutcome> cases) =>
        [.. outcome.Plan.Swept.Where(name => name == ParameterSection.Cases ? cases.Select(one => one.Case.Group).Distinct().Skip(1).Any() : Pictures.Differs(cases, name))];
}
