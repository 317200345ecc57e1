using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace NetMesh.Labs.Simulation;

/// <summary>Seeds to simulate, from the first to the last one, both included.</summary>
public sealed record SeedRange(long First, long Last)
{
    public long Count => Last - First + 1;

    /// <summary>Reads <c>17..42</c>, or <c>17</c> for one seed. False when it is neither, or runs backwards.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out SeedRange? range)
    {
        var (from, to) = text.Split("..", 2) is [var first, var last] ? (first, last) : (text, text);
        range = TryRead(from, out var least) && TryRead(to, out var most) && least <= most ? new SeedRange(least, most) : null;
        return range is not null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{First}..{Last}");

    private static bool TryRead(string text, out long seed) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seed);
}
