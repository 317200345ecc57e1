using System.Globalization;
using NetMesh.Labs.Expressions;
using NetMesh.Labs.Runs;

namespace NetMesh.Labs.Reports;

/// <summary>Numbers as people read them: four digits that count, thousands apart, the unit behind.</summary>
internal static class Numerals
{
    /// <summary>What stands where there is no number.</summary>
    public const string None = "–";

    public static string Short(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? None : "∞";
        }

        if (value == 0)
        {
            return "0";
        }

        var magnitude = Math.Abs(value);
        if (magnitude is >= 1e15 or < 1e-6)
        {
            return value.ToString("0.###e0", CultureInfo.InvariantCulture);
        }

        var decimals = Math.Max(0, 3 - (int)Math.Floor(Math.Log10(magnitude)));
        var text = value.ToString("#,##0." + new string('0', decimals), CultureInfo.InvariantCulture);

        // A count is written as one.
        return value == Math.Round(value) && decimals > 0 ? text[..text.IndexOf('.', StringComparison.Ordinal)] : text;
    }

    /// <summary>An amount in a unit.</summary>
    public static string In(Unit unit, double value) => Short(value / unit.Factor);

    /// <summary><c>412.3 ± 1.2</c></summary>
    public static string In(Unit unit, Interval interval) =>
        In(unit, interval.Mean) + (interval.HalfWidth is { } half && double.IsFinite(half) ? $" ± {In(unit, half)}" : "");

    /// <summary>A ratio as a percentage off: <c>+1.6 %</c>.</summary>
    public static string Deviation(double measured, double expected)
    {
        var deviation = 100 * ((measured / expected) - 1);
        return double.IsFinite(deviation) ? deviation.ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture).Replace('-', '−') + " %" : None;
    }
}
