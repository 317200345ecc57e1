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
            return value.ToString("0.###e0", CultureInfo.InvariantCulture);
        }

        var decimals = Math.Max(0, 3 - (int)Math.Floor(Math.Log10(magnitude)));
        var text = value.ToString("#,##0." + new string('0', decimals), CultureInfo.InvariantCulture);

        // A count is written as one.
        return value == Math.Round(value) && decimals > 0 ? text[..text.IndexOf('.', StringComparison.Ordinal)] : text;
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

    /// <summary><c>412.3 ± 1.2</c></summary>
    public static string In(Unit unit, Interval interval) =>
        In(unit, interval.Mean) + (interval.HalfWidth is { } half && double.IsFinite(half) ? $" ± {In(unit, half)}" : "");

    /// <summary>The unit in which these values of a parameter are drawn along an axis: that of the first one; null where they are words.</summary>
    public static Unit? UnitOf(IReadOnlyList<Value> values)
    {
        if (!values.All(value => value is NumberValue { Amount.Value: var number } && double.IsFinite(number)))
        {
            return null;
        }

        var first = (NumberValue)values[0];
        var written = (first.Written ?? first.Amount.ToText()).TrimStart('-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '.').Trim();
        return Unit.TryFind(written, out var unit) ? unit : Unit.None;
    }

    /// <summary>A ratio as a percentage off: <c>+1.6 %</c>.</summary>
    public static string Deviation(double measured, double expected)
    {
        var deviation = 100 * ((measured / expected) - 1);
        return double.IsFinite(deviation) ? deviation.ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture).Replace('-', '−') + " %" : None;
    }
}
