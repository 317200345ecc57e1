using System.Globalization;
using NetMesh.Labs.Worlds.Units;

namespace NetMesh.Labs.Expressions;

/// <summary>A number with what it measures: data in bits, time in seconds, rates in bits per second.</summary>
internal readonly record struct Amount(double Value, Dimension Dimension)
{
    /// <summary>What a world file calls a link without a limit.</summary>
    private const string Unlimited = "unlimited";

    public static Amount Plain(double value) => new(value, Dimension.None);

    public static Amount Seconds(double seconds) => new(seconds, Dimension.Time);

    public static Amount Of(TimeSpan duration) => new(duration.TotalSeconds, Dimension.Time);

    public static Amount Bits(double bits) => new(bits, Dimension.Data);

    public static Amount Bytes(double bytes) => new(bytes * 8, Dimension.Data);

    public static Amount BitsPerSecond(double rate) => new(rate, Dimension.Rate);

    /// <summary>Reads <c>12</c>, <c>10 Mb/s</c>, <c>256 KiB</c>, <c>10 %</c>, <c>unlimited</c>; false for anything else.</summary>
    public static bool TryParse(string text, out Amount amount)
    {
        amount = default;
        if (text == Unlimited)
        {
            amount = BitsPerSecond(double.PositiveInfinity);
            return true;
        }

        var end = text.AsSpan().IndexOfAnyExcept("-0123456789.");
        var number = end < 0 ? text : text[..end];
        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        var unit = Unit.None;
        if (end >= 0 && !Unit.TryFind(text[end..].Trim(), out unit))
        {
            return false;
        }

        amount = unit.Of(value);
        return true;
    }

    /// <summary>As a world file would have it, in units that lose nothing.</summary>
    public string ToText() => Dimension switch
    {
        _ when Dimension == Dimension.Rate && double.IsPositiveInfinity(Value) => Unlimited,
        _ when Dimension == Dimension.Rate => Plainly(Math.Round(Value)) + " b/s",
        _ when Dimension == Dimension.Data => Plainly(Math.Round(Value / 8)) + " B",
        _ when Dimension == Dimension.Time => Plainly(Value) + " s",
        _ => Plainly(Value),
    };

    public override string ToString() => ToText();

    // Without an exponent, which worlds do not read; what arithmetic added in the sixteenth digit is taken off, so that 0.1 + 0.2 is 0.3.
    private static string Plainly(double value) =>
        double.IsFinite(value) && Math.Abs(value) < 1e15
            ? Math.Round((decimal)value, 12).ToString("0.############", CultureInfo.InvariantCulture)
            : value.ToString(CultureInfo.InvariantCulture);
}
