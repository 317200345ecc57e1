namespace NetMesh.Labs.Runs;

/// <summary>A mean over runs, and within how much of it the truth lies with 95 % confidence.</summary>
/// <param name="Mean">Not a number where a run has none.</param>
/// <param name="HalfWidth">Student's t times the standard error; null for a single run, which says nothing about others.</param>
internal readonly record struct Interval(double Mean, double? HalfWidth)
{
    public const double Confidence = 0.95;

    public static Interval Of(IReadOnlyCollection<double> values)
    {
        var mean = values.Sum() / values.Count;
        if (values.Count < 2)
        {
            return new Interval(mean, null);
        }

        var variance = values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1);
        return new Interval(mean, StudentT.Quantile(Confidence, values.Count - 1) * Math.Sqrt(variance / values.Count));
    }
}
