namespace NetMesh.Labs.Probes.Swarms;

/// <summary>A sum that grows with another one, sampled now and then: e.g. peer-seconds with seconds.</summary>
internal sealed class SampledSum
{
    private (double X, double Y)? first;
    private (double X, double Y) last;

    /// <summary>How much it grew from the first sample to the last one, per growth of the other one: the mean in between. Not a number without two samples.</summary>
    public double Slope => first is { } begin && last.X > begin.X ? (last.Y - begin.Y) / (last.X - begin.X) : double.NaN;

    /// <summary>Takes a sample; returns the growth since the one before, as <see cref="Slope"/> gives it.</summary>
    public double Add(double x, double y)
    {
        var before = last;
        last = (x, y);
        first ??= last;
        return x > before.X ? (y - before.Y) / (x - before.X) : 0;
    }
}
