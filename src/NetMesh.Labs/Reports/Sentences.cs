using NetMesh.Labs.Experiments;
using NetMesh.Labs.Runs;

namespace NetMesh.Labs.Reports;

/// <summary>Verdicts as sentences.</summary>
internal static class Sentences
{
    public static string Of(Relation relation) => relation switch
    {
        Relation.AtMost => "is at most",
        Relation.AtLeast => "is at least",
        Relation.Equal => "is",
        _ => "is shown beside",
    };

    /// <summary><c>peers=30: last is 2,790 s; theory expects at most 2,700 s (within 270 s): met, +3.3 % off.</c></summary>
    public static string Of(Verdict verdict, Reading measure, string what)
    {
        var unit = measure.Label.Length == 0 ? "" : " " + measure.Label;
        var relation = verdict.Theory.Relation switch { Relation.AtMost => "at most ", Relation.AtLeast => "at least ", _ => "" };
        var outcome = verdict.IsMet switch { true => "met", false => "missed", null => "no verdict" };
        return $"{(what.Length == 0 ? "" : what + ": ")}{measure.Name} is {Numerals.In(measure.Unit, verdict.Measured)}{unit}; theory expects {relation}"
            + $"{Numerals.In(measure.Unit, verdict.Expected)}{unit}{(verdict.Tolerance > 0 ? $" (within {Numerals.In(measure.Unit, verdict.Tolerance)}{unit})" : "")}: "
            + $"{outcome}, {Numerals.Deviation(verdict.Measured.Mean, verdict.Expected)} off.";
    }
}
