using NetMesh.Labs.Experiments;
using NetMesh.Labs.Runs;

namespace NetMesh.Labs.Reports;

/// <summary>The answer as a table, a row per case: its parameters, what was measured, and behind each measure what theory says about it.</summary>
internal sealed record LabTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>How a verdict is written.</summary>
    public static string Word(bool? isMet) => isMet switch { true => "met", false => "MISSED", null => "shown" };

    public static LabTable Of(LabOutcome outcome)
    {
        var lab = outcome.Lab;
        var columns = new List<(string Title, Func<CaseOutcome, string> Cell)>();
        foreach (var name in outcome.Plan.Swept)
        {
            columns.Add((name, one => Numerals.Of(one.Case[name])));
        }

        foreach (var measure in lab.Measures)
        {
            columns.Add((Title(measure.Name, measure.Label), one => Numerals.In(measure.Unit, one.Measured[measure.Name])));

            // Theories that speak about different cases share their columns.
            var most = outcome.Cases.Max(one => Of(one, measure).Count());
            for (var i = 0; i < most; i++)
            {
                var nth = i;
                Verdict? Nth(CaseOutcome one) => Of(one, measure).ElementAtOrDefault(nth);
                columns.Add((Title("theory", measure.Label), one => Nth(one) is { } verdict ? Sentences.Sign(verdict.Theory.Relation) + Numerals.In(measure.Unit, verdict.Expected) : ""));
                columns.Add(("off by", one => Nth(one) is { } verdict ? Numerals.Deviation(verdict.Measured.Mean, verdict.Expected) : ""));
                columns.Add(("oracle", one => Nth(one) is { } verdict ? Word(verdict.IsMet) : ""));
            }
        }

        return new LabTable([.. columns.Select(column => column.Title)], [.. outcome.Cases.Select(one => columns.ConvertAll(column => column.Cell(one)))]);
    }

    private static IEnumerable<Verdict> Of(CaseOutcome one, Measure measure) => one.Verdicts.Where(verdict => verdict.Theory.Measure == measure.Name);

    private static string Title(string name, string label) => label.Length == 0 ? name : $"{name} [{label}]";
}
