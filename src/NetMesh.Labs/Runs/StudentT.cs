namespace NetMesh.Labs.Runs;

/// <summary>Student's t distribution: how far the mean of a few runs may lie from the truth.</summary>
internal static class StudentT
{
    /// <summary>The t that a value exceeds in neither direction with this probability: 2.776 for 95 % and 4 degrees of freedom.</summary>
    /// <param name="confidence">Between 0 and 1.</param>
    /// <param name="degreesOfFreedom">At least 1.</param>
    public static double Quantile(double confidence, int degreesOfFreedom)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degreesOfFreedom, 1);
        var (low, high) = (0.0, 1.0);
        while (Within(high, degreesOfFreedom) < confidence)
        {
            high *= 2;
        }

        for (var i = 0; i < 100; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Within(middle, degreesOfFreedom) < confidence ? (middle, high) : (low, middle);
        }

        return high;
    }

    /// <summary>The probability of a value between −t and t (Abramowitz and Stegun 26.7.3 and 26.7.4: finite sums for whole degrees of freedom).</summary>
    public static double Within(double t, int degreesOfFreedom)
    {
        var angle = Math.Atan(t / Math.Sqrt(degreesOfFreedom));
        var (sine, cosine) = (Math.Sin(angle), Math.Cos(angle));
        var isOdd = degreesOfFreedom % 2 == 1;
        var term = isOdd ? cosine : 1;
        var sum = degreesOfFreedom == 1 ? 0 : term;
        for (var k = isOdd ? 3 : 2; k <= degreesOfFreedom - 2; k += 2)
        {
            term *= cosine * cosine * (k - 1) / k;
            sum += term;
        }

        return isOdd ? 2 / Math.PI * (angle + (sine * sum)) : sine * sum;
    }
}
