using System.Globalization;
using NetMesh.Contracts.Swarms;

namespace NetMesh.Labs.Worlds.Units;

/// <summary>Random durations: <c>20 s</c>, <c>exponential mean 20 s</c>, <c>weibull shape 0.38 scale 42.4 min</c>.</summary>
internal static class Distributions
{
    public static readonly ValueForm<Distribution> Form = new(
        "a duration such as 20 s, or 'exponential mean 20 s', or 'weibull shape 0.38 scale 42 min'", TryParse);

    public static bool TryParse(string text, out Distribution distribution)
    {
        distribution = new Distribution(DistributionLaw.Constant, TimeSpan.Zero);
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var (law, shape, durationAt) = words switch
        {
            ["exponential", "mean", ..] => (DistributionLaw.Exponential, 1.0, 2),
            ["weibull", "shape", var k, "scale", ..] when double.TryParse(k, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var s)
                => (DistributionLaw.Weibull, s, 4),
            _ => (DistributionLaw.Constant, 1.0, 0),
        };
        if (shape is <= 0 or > 100 || !Durations.TryParse(string.Join(' ', words[durationAt..]), out var scale) || scale <= TimeSpan.Zero)
        {
            return false;
        }

        distribution = new Distribution(law, scale, shape);
        return true;
    }
}
