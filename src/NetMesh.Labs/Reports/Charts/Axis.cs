using NetMesh.Labs.Reports;

namespace NetMesh.Labs.Reports.Charts;

/// <summary>Turns values into positions, linearly or by their logarithm, with marks at round numbers.</summary>
internal sealed class Axis
{
    private readonly double low;
    private readonly double high;
    private readonly bool isLogarithmic;

    /// <param name="values">What must fit; numbers that are none are passed over.</param>
    /// <param name="isLogarithmic">By the logarithm, where all values are above 0.</param>
    /// <param name="fromZero">A linear axis begins at 0, so that lengths can be compared.</param>
    public Axis(IEnumerable<double> values, bool isLogarithmic, bool fromZero)
    {
        var all = values.Where(double.IsFinite).DefaultIfEmpty(0).ToList();
        (low, high) = (all.Min(), all.Max());
        this.isLogarithmic = isLogarithmic && low > 0;
        if (this.isLogarithmic)
        {
            (low, high) = (RoundDown(low), RoundUp(low < high ? high : high * 2));
            Marks = LogarithmicMarks();
            return;
        }

        low = fromZero ? Math.Min(0, low) : low;
        high = high > low ? high : low + 1;
        var step = RoundStep((high - low) / 5);
        (low, high) = (Math.Floor((low / step) + 1e-9) * step, Math.Ceiling((high / step) - 1e-9) * step);
        Marks = [.. Enumerable.Range(0, (int)Math.Round((high - low) / step) + 1).Select(i => low + (i * step))];
    }

    /// <summary>Round numbers along the axis.</summary>
    public IReadOnlyList<double> Marks { get; }

    /// <summary>From 0 at the axis' beginning to 1 at its end.</summary>
    public double Position(double value) => isLogarithmic
        ? Math.Log(Math.Max(value, low) / low) / Math.Log(high / low)
        : (value - low) / (high - low);

    /// <summary>How a mark is written.</summary>
    public static string Label(double mark) => mark != 0 && Math.Abs(mark) is >= 1e6 or < 1e-3
        ? mark.ToString("0.##e0", System.Globalization.CultureInfo.InvariantCulture)
        : mark.ToString("#,##0.####", System.Globalization.CultureInfo.InvariantCulture);

    private static double RoundStep(double least)
    {
        var decade = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return decade * (least / decade) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };
    }

    // The mark at or below a value, and that at or above it.
    private static double RoundDown(double value)
    {
        var decade = Decade(value);
        return decade * ((value / decade * 1.0001) switch { >= 5 => 5, >= 2 => 2, _ => 1 });
    }

    private static double RoundUp(double value)
    {
        var decade = Decade(value);
        return decade * ((value / decade * 0.9999) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 });
    }

    private static double Decade(double value) => Math.Pow(10, Math.Floor(Math.Log10(value) + 1e-6));

    // 1, 2, 5 of each decade; only the decades where there are many.
    private List<double> LogarithmicMarks()
    {
        var (first, last) = ((int)Math.Floor(Math.Log10(low) + 1e-6), (int)Math.Ceiling(Math.Log10(high) - 1e-6));
        double[] digits = last - first > 4 ? [1] : [1, 2, 5];
        return [.. from decade in Enumerable.Range(first, last - first + 1)
                   from digit in digits
                   let mark = digit * Math.Pow(10, decade)
                   where mark >= low * 0.999 && mark <= high * 1.001
                   select mark];
    }
}
