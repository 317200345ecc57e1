using System.Globalization;
using NetMesh.Labs.Experiments;
using NetMesh.Labs.Runs;

namespace NetMesh.Labs.Reports;

/// <summary>What a report says in words.</summary>
internal static class Sentences
{
    /// <summary>How a measure must stand to what theory expects of it.</summary>
    public static string Of(Relation relation) => relation switch
    {
        Relation.AtMost => "must be at most",
        Relation.AtLeast => "must be at least",
        Relation.Equal => "must be",
        _ => "is shown beside",
    };

    /// <summary><c>≤ </c> or <c>≥ </c>, where theory gives a bound.</summary>
    public static string Sign(Relation relation) => relation switch { Relation.AtMost => "≤ ", Relation.AtLeast => "≥ ", _ => "" };

    /// <summary><c>258.7 s, expected at most 442.5 s</c> of a single case; how many cases, and how far off, of several.</summary>
    public static string Of(IReadOnlyList<Verdict> verdicts, Reading measure)
    {
        var unit = measure.Label.Length == 0 ? "" : " " + measure.Label;
        var relation = verdicts[0].Theory.Relation switch { Relation.AtMost => "at most ", Relation.AtLeast => "at least ", _ => "" };
        if (verdicts is [var only])
        {
            return $"{Numerals.In(measure.Unit, only.Measured)}{unit}, expected {relation}{Numerals.In(measure.Unit, only.Expected)}{unit}";
        }

        var met = verdicts.Count(verdict => verdict.IsMet == true);
        var furthest = verdicts.Where(verdict => verdict.Expected != 0).Select(verdict => Math.Abs((verdict.Measured.Mean / verdict.Expected) - 1)).DefaultIfEmpty(double.NaN).Max();
        return (met == verdicts.Count ? $"in all {met} cases" : $"in {met} of {verdicts.Count} cases")
            + (relation.Length == 0 && double.IsFinite(furthest) ? $", at most {(100 * Math.Max(furthest, 0.001)).ToString("0.0", CultureInfo.InvariantCulture)} % off" : "");
    }

    /// <summary>What a verdict would still have accepted: <c>2,632 to 2,948</c>, <c>≤ 2,948</c>.</summary>
    public static string Allowed(Verdict verdict, Reading measure) => verdict.Theory.Relation switch
    {
        Relation.AtMost => "≤ " + Numerals.In(measure.Unit, verdict.Expected + verdict.Tolerance),
        Relation.AtLeast => "≥ " + Numerals.In(measure.Unit, verdict.Expected - verdict.Tolerance),
        _ when verdict.Tolerance == 0 => Numerals.In(measure.Unit, verdict.Expected),
        _ => $"{Numerals.In(measure.Unit, verdict.Expected - verdict.Tolerance)} to {Numerals.In(measure.Unit, verdict.Expected + verdict.Tolerance)}",
    };

    /// <summary>A name as prose has it: <c>all uplinks</c>.</summary>
    public static string Plain(string name) => name.Replace('-', ' ');

    /// <summary>With a capital letter; symbols, such as ρ, stay what they are.</summary>
    public static string Capital(string text) => text.Length > 1 && char.IsAsciiLetterLower(text[0]) && !char.IsPunctuation(text[1]) ? char.ToUpperInvariant(text[0]) + text[1..] : text;

    /// <summary>With a capital letter and a full stop.</summary>
    public static string Whole(string text) => Capital(text) + (text.EndsWith('.') ? "" : ".");

    public static string Count(int count, string what) => $"{count.ToString("#,##0", CultureInfo.InvariantCulture)} {what}{(count == 1 ? "" : "s")}";
}
