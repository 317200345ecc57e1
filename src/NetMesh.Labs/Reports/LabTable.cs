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
            columns.Add((name, one => one.Case[name].ToString()!));
        }

        foreach (var measure in lab.Measures)
        {
            columns.Add((Title(measure.Name, measure.Label), one => Numerals.In(measure.Unit, one.Measured[measure.Name])));
            foreach (var theory in lab.Theories.Where(theory => theory.Measure == measure.Name && outcome.Verdicts.Any(verdict => verdict.Theory == theory)))
            {
                columns.Add((Title(Sign(theory.Relation) + theory.Name, measure.Label), one => Of(one, theory) is { } verdict ? Numerals.In(measure.Unit, verdict.Expected) : ""));
                columns.Add(("off by", one => Of(one, theory) is { } verdict ? Numerals.Deviation(verdict.Measured.Mean, verdict.Expected) : ""));
                if (theory.Relation != Relation.Shown)
                {
                    columns.Add(("oracle", one => Of(one, theory) is { } verdict ? Word(verdict.IsMet) : ""));
                }
            }
        }

        return new LabTable([.. columns.Select(column => column.Title)], [.. outcome.Cases.Select(one => columns.ConvertAll(column => column.Cell(one)))]);
    }

    private static Verdict? Of(CaseOutcome one, Theory theory) => one.Verdicts.FirstOrDefault(verdict => verdict.Theory == theory);

    private static string Title(string name, string label) => label.Length == 0 ? name : $"{name} [{label}]";

    private static string Sign(Relation relation) => relation switch { Relation.AtMost => "≤ ", Relation.AtLeast => "≥ ", _ => "" };
}
