namespace NetMesh.Labs.Oracles;

/// <summary>The Weibull distribution, the law of session lengths in the wild. A shape below 1: most leave soon, and who has stayed long will stay long.</summary>
public static class WeibullLaw
{
    /// <summary>The part that lasts longer than <paramref name="time"/>: <c>exp(−(t/scale)^shape)</c>.</summary>
    public static double Survival(double time, double shape, double scale) => Math.Exp(-Math.Pow(time / scale, shape));

    /// <summary><c>scale · Γ(1 + 1/shape)</c>.</summary>
    public static double Mean(double shape, double scale) => scale * Gamma(1 + (1 / shape));

    /// <summary>The scale that gives this mean.</summary>
    public static double ScaleOf(double mean, double shape) => mean / Gamma(1 + (1 / shape));

    // Lanczos' approximation with g = 7 (Press et al., "Numerical recipes"): 15 digits for the arguments above 1 that occur here.
    private static double Gamma(double z)
    {
        ReadOnlySpan<double> coefficients =
        [
            0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
            -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
        ];
        z--;
        var sum = coefficients[0];
        for (var i = 1; i < coefficients.Length; i++)
        {
            sum += coefficients[i] / (z + i);
        }

        var t = z + 7.5;
        return Math.Sqrt(2 * Math.PI) * Math.Pow(t, z + 0.5) * Math.Exp(-t) * sum;
    }
}
