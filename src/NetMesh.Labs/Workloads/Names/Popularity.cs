using System.Globalization;
using NetMesh.Labs.Worlds.Units;

namespace NetMesh.Labs.Workloads.Names;

/// <summary>Which of many names is asked for next.</summary>
/// <param name="exponent">Zipf's: the i-th name is asked for in proportion to 1/i^exponent; 0: all alike; null: each in turn.</param>
internal sealed class Popularity(double? exponent)
{
    public static readonly ValueForm<Popularity> Form = new("'uniform', 'each' (one after the other), or 'zipf 0.9' with an exponent up to 10", TryParse);

    private double[] upTo = [];

    /// <summary>Draws one of the names, from 0 on.</summary>
    /// <param name="names">How many there are; the same each time.</param>
    /// <param name="turn">Counts the draws.</param>
    public int Draw(int names, long turn, Random random)
    {
        if (exponent is not { } power)
        {
            return (int)(turn % names);
        }

        if (power == 0)
        {
            return random.Next(names);
        }

        if (upTo.Length != names)
        {
            upTo = new double[names];
            var sum = 0.0;
            for (var i = 0; i < names; i++)
            {
                upTo[i] = sum += Math.Pow(i + 1, -power);
            }
        }

        var found = Array.BinarySearch(upTo, random.NextDouble() * upTo[^1]);
        return Math.Min(found < 0 ? ~found : found + 1, names - 1);
    }

    private static bool TryParse(string text, out Popularity popularity)
    {
        var power = 0.0;
        popularity = new Popularity(text == "each" ? null : power);
        switch (text.Split(' '))
        {
            case ["uniform" or "each"]:
                return true;
            case ["zipf", var written] when double.TryParse(written, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out power) && power is > 0 and <= 10:
                popularity = new Popularity(power);
                return true;
            default:
                return false;
        }
    }
}
