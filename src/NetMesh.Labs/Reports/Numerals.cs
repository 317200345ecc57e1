using System.Globalization;
using NetMesh.Labs.Expressions;
using NetMesh.Labs.Runs;

namespace NetMesh.Labs.Reports;

/// <summary>Numbers as people read them: four digits that count, thousands apart, the unit behind.</summary>
internal static class Numerals
{
    /// <summary>What stands where there is no number.</summary>
    public const string None = "–";

    // From small to large.
    private static readonly Unit[] Suitable =
        [.. ((ReadOnlySpan<string>)["B", "kB", "MB", "GB", "us", "ms", "s", "b/s", "kb/s", "Mb/s", "Gb/s"]).ToArray().Select(name => Unit.TryFind(name, out var unit) ? unit : Unit.None)];

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
            return value.ToString("0.###e0", CultureInfo.InvariantCulture).Replace('-', '−');
        }

        return value.ToString("#,##0." + new string('#', DecimalsOf(magnitude)), CultureInfo.InvariantCulture).Replace('-', '−');
    }

    /// <summary>A parameter as its author wrote it; a computed one in the unit that suits it.</summary>
    public static string Of(Value value)
    {
        if (value is not NumberValue { Written: null, Amount: var amount } || !double.IsFinite(amount.Value))
        {
            return value.ToString()!;
        }

        var unit = Suitable.LastOrDefault(unit => unit.Dimension == amount.Dimension && Math.Abs(amount.Value) >= unit.Factor * 0.9999, Unit.None);
        return unit == Unit.None ? amount.Dimension == Dimension.None ? Short(amount.Value) : amount.ToText() : $"{In(unit, amount.Value)} {unit.Name}";
    }

    /// <summary>An amount in a unit.</summary>
    public static string In(Unit unit, double value) => Short(value / unit.Factor);

    /// <summary>
    /// <c>412.3 ± 1.2</c>: two digits of the half-width count, and of the mean those that stand above them. What is too small to change the mean's fourth
    /// digit is left out. A measure that divides by 0 in some case has no number there.
    /// </summary>
    public static string In(Unit unit, Interval interval)
    {
        var (mean, half) = (interval.Mean / unit.Factor, (interval.HalfWidth ?? 0) / unit.Factor);
        if (!double.IsFinite(mean))
        {
            return None;
        }

        if (!double.IsFinite(half) || half <= 0)
        {
            return Short(mean);
        }

        var decimals = Math.Min(1 - (int)Math.Floor(Math.Log10(half)), mean == 0 ? int.MaxValue : DecimalsOf(Math.Abs(mean)));
        var halfText = Rounded(half, decimals);
        return halfText.AsSpan().ContainsAnyInRange('1', '9') ? $"{Rounded(mean, decimals)} ± {halfText}" : Short(mean);
    }

    /// <summary>The unit in which these values of a parameter are drawn along an axis: that of most of them; null where they are words.</summary>
    public static Unit? UnitOf(IReadOnlyList<Value> values)
    {
        if (!values.All(value => value is NumberValue { Amount.Value: var number } && double.IsFinite(number)))
        {
            return null;
        }

        var written = values.Cast<NumberValue>()
            .Select(value => (value.Written ?? Of(value)).TrimStart('-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '.', ',').Trim())
            .GroupBy(unit => unit).MaxBy(group => group.Count())!.Key;
        return Unit.TryFind(written, out var unit) ? unit : Unit.None;
    }

    /// <summary>How far a measurement is from what was expected: <c>+1.6 %</c>, or <c>× 25</c> where that says more.</summary>
    public static string Deviation(double measured, double expected)
    {
        var ratio = measured / expected;
        return !double.IsFinite(ratio) ? None
            : ratio >= 10 ? "× " + Math.Round(ratio).ToString("#,##0", CultureInfo.InvariantCulture)
            : (100 * (ratio - 1)).ToString("+0.0;−0.0;0.0", CultureInfo.InvariantCulture) + " %";
    }

    // So that four digits count.
    private static int DecimalsOf(double magnitude) => Math.Max(0, 3 - (int)Math.Floor(Math.Log10(magnitude)));

    // Fewer than no decimals: to tens, hundreds and so on.
    private static string Rounded(double value, int decimals)
    {
        if (decimals >= 0)
        {
            return value.ToString("#,##0." + new string('0', decimals), CultureInfo.InvariantCulture).Replace('-', '−');
        }

        var step = Math.Pow(10, -decimals);
        return (Math.Round(value / step) * step).ToString("#,##0", CultureInfo.InvariantCulture).Replace('-', '−');
    }
}
