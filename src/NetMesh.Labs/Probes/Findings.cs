using NetMesh.Labs.Expressions;

namespace NetMesh.Labs.Probes;

/// <summary>A number over time.</summary>
/// <param name="Name">As the probe's kind calls it.</param>
internal sealed record TimeSeries(string Name, IReadOnlyList<(TimeSpan At, double Value)> Points);

/// <summary>A number for every row and column.</summary>
/// <param name="Rows">Labels; of a map they are regions, from where.</param>
/// <param name="Columns">Labels; of a map they are regions, to where.</param>
/// <param name="Cells">By row, then column.</param>
internal sealed record Matrix(string Name, IReadOnlyList<string> Rows, IReadOnlyList<string> Columns, double[,] Cells);

/// <summary>Who had something, and when.</summary>
/// <param name="Name">As the probe's kind calls it.</param>
/// <param name="Length">Of the time that was watched; it begins at 0.</param>
/// <param name="Rows">Everybody who was watched, in the order in which they are shown, with the times when he had it.</param>
internal sealed record Timetable(string Name, TimeSpan Length, IReadOnlyList<(string Who, IReadOnlyList<(TimeSpan Begin, TimeSpan End)> Turns)> Rows);

/// <summary>What a probe saw in one run. Numbers are in bits, seconds, bits per second, or plain.</summary>
internal sealed class Findings
{
    private readonly Dictionary<string, Amount> values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TimeSeries> series = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Matrix> matrices = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Timetable> timetables = new(StringComparer.Ordinal);

    public void Add(string name, Amount value) => values[name] = value;

    public void Add(TimeSeries one) => series[one.Name] = one;

    public void Add(Matrix matrix) => matrices[matrix.Name] = matrix;

    public void Add(Timetable timetable) => timetables[timetable.Name] = timetable;

    /// <summary>Not a number where the probe saw none.</summary>
    public double Value(string name) => values.TryGetValue(name, out var value) ? value.Value : double.NaN;

    public TimeSeries? Series(string name) => series.GetValueOrDefault(name);

    public Matrix? Matrix(string name) => matrices.GetValueOrDefault(name);

    public Timetable? Timetable(string name) => timetables.GetValueOrDefault(name);
}
