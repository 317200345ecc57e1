using System.Globalization;
using System.Text;
using NetMesh.Labs.Runs;

namespace NetMesh.Labs.Reports;

/// <summary>Every run as a line of CSV (RFC 4180), for spreadsheets and statistics; numbers with all their digits, in the unit that the head names.</summary>
internal static class LabCsv
{
    public static string Write(LabOutcome outcome)
    {
        var lab = outcome.Lab;
        var text = new StringBuilder();
        Line(text, [
            "cases", .. lab.Parameters.Select(parameter => parameter.Name), "seed",
            .. lab.Measures.Select(measure => measure.Label.Length == 0 ? measure.Name : $"{measure.Name} [{measure.Label}]"),
            .. lab.Theories.Select(theory => theory.Name), "done", "trace",
        ]);
        foreach (var one in outcome.Cases)
        {
            foreach (var run in one.Runs)
            {
                Line(text, [
                    one.Case.Group.Name, .. lab.Parameters.Select(parameter => one.Case[parameter.Name].ToString()!), Number(run.Seed),
                    .. lab.Measures.Select(measure => Number(run.Measured[measure.Name] / measure.Unit.Factor)),
                    .. lab.Theories.Select(theory => one.Verdicts.FirstOrDefault(verdict => verdict.Theory == theory) is { } verdict
                        ? Number(verdict.Expected / lab.Measures.First(measure => measure.Name == theory.Measure).Unit.Factor)
                        : ""),
                    run.IsDone ? "yes" : "no", run.TraceHash is { } hash ? LabOutcome.Hex(hash) : "",
                ]);
            }
        }

        return text.ToString();
    }

    private static string Number(double value) => double.IsNaN(value) ? "" : value.ToString(CultureInfo.InvariantCulture);

    private static void Line(StringBuilder text, IReadOnlyList<string> cells) => text.AppendJoin(',', cells.Select(Quote)).Append("\r\n");

    private static string Quote(string cell) =>
        cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
