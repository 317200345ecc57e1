using System.Globalization;

namespace NetMesh.Labs.Worlds.Units;

/// <summary>A number with a unit: <c>10 Mb/s</c>, <c>64MiB</c>, <c>2.5 ms</c>. Units are case-sensitive, because Mb is not MB.</summary>
internal static class Quantity
{
    /// <summary>Reads a non-negative decimal number and a unit of the table, and multiplies them.</summary>
    /// <param name="units">The factor of each unit.</param>
    public static bool TryParse(string text, IReadOnlyDictionary<string, double> units, out double value)
    {
        value = 0;
        var end = text.AsSpan().IndexOfAnyExcept("0123456789.");
        return end > 0 && double.TryParse(text.AsSpan(0, end), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && units.TryGetValue(text[end..].Trim(), out var factor) && double.IsFinite(value = number * factor);
    }
}
