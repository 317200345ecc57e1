using System.Diagnostics.Metrics;

namespace NetMesh.Labs.Telemetry;

/// <summary>What a metric is to Prometheus.</summary>
public enum MetricKind
{
    Counter,
    Gauge,
    Histogram,
}

/// <summary>One metric and its series.</summary>
public sealed class Metric
{
    /// <summary>A tag that takes endless values must not fill the memory: what comes after this many series is not kept.</summary>
    private const int MostSeries = 2000;

    // Seconds, where a histogram brings no bounds of its own: from a loopback answer to a patient user.
    private static readonly double[] UsualBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly Lock gate = new();
    private readonly bool isObserved;
    private readonly double[] bounds;
    private Series[] series = [];

    private Metric(string name, string help, MetricKind kind, bool isObserved, double[] bounds)
    {
        (Name, Help, Kind, this.isObserved, this.bounds) = (name, help, kind, isObserved, bounds);
    }

    /// <summary>As Prometheus names it: begins with <c>netmesh_</c>, ends in its unit, and in <c>_total</c> for a counter.</summary>
    public string Name { get; }

    public string Help { get; }

    public MetricKind Kind { get; }

    /// <summary>A gauge that is set to values rather than moved up and down.</summary>
    private bool IsSet { get; init; }

    /// <summary>Upper bounds of a histogram's buckets, without the infinite one.</summary>
    public IReadOnlyList<double> Bounds => bounds;

    public IReadOnlyList<Series> Series => Volatile.Read(ref series);

    internal static Metric Of(Instrument instrument)
    {
        var type = instrument.GetType();
        var generic = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        var kind = generic == typeof(Histogram<>) ? MetricKind.Histogram
            : generic == typeof(Counter<>) || generic == typeof(ObservableCounter<>) ? MetricKind.Counter
            : MetricKind.Gauge;
        return new Metric(NameOf(instrument, kind), instrument.Description ?? instrument.Name, kind, instrument.IsObservable, BoundsOf(instrument))
        {
            IsSet = generic == typeof(Gauge<>),
        };
    }

    internal void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (Find(tags) is not { } found)
        {
            return;
        }

        lock (found)
        {
            if (Kind == MetricKind.Histogram)
            {
                var bucket = Array.BinarySearch(bounds, value);
                found.Buckets[bucket < 0 ? ~bucket : bucket]++;
                found.Count++;
                found.Value += value;
            }
            else
            {
                // An observable instrument reports where it stands; so does a gauge that is set. The others report by how much they changed.
                found.Value = isObserved || IsSet ? value : found.Value + value;
            }
        }
    }

    /// <summary>Series of observable instruments live from one question to the next.</summary>
    internal void ForgetObserved()
    {
        if (isObserved)
        {
            lock (gate)
            {
                series = [];
            }
        }
    }

    private static string NameOf(Instrument instrument, MetricKind kind)
    {
        var name = string.Concat(instrument.Name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '_'));
        var unit = instrument.Unit switch { "By" => "bytes", "s" => "seconds", "ms" => "milliseconds", _ => null };
        name = name.StartsWith("netmesh_", StringComparison.Ordinal) ? name : "netmesh_" + name;
        name = unit is null || name.Contains(unit, StringComparison.Ordinal) ? name : $"{name}_{unit}";
        return kind != MetricKind.Counter || name.EndsWith("_total", StringComparison.Ordinal) ? name : name + "_total";
    }

    private static double[] BoundsOf(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } own } => [.. own],
        Histogram<long> { Advice.HistogramBucketBoundaries: { } own } => [.. own.Select(bound => (double)bound)],
        Histogram<int> { Advice.HistogramBucketBoundaries: { } own } => [.. own.Select(bound => (double)bound)],
        _ => UsualBounds,
    };

    // A metric has tens of series: a scan without allocation beats hashing the tags.
    private Series? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var known in Volatile.Read(ref series))
        {
            if (known.Is(tags))
            {
                return known;
            }
        }

        lock (gate)
        {
            foreach (var known in series)
            {
                if (known.Is(tags))
                {
                    return known;
                }
            }

            if (series.Length >= MostSeries)
            {
                return null;
            }

            var added = new Series(tags.ToArray(), Kind == MetricKind.Histogram ? bounds.Length + 1 : 0);
            Volatile.Write(ref series, [.. series, added]);
            return added;
        }
    }
}

/// <summary>The numbers of one combination of tags. Locked by whoever reads or writes them.</summary>
public sealed class Series
{
    private readonly KeyValuePair<string, object?>[] tags;

    internal Series(KeyValuePair<string, object?>[] tags, int buckets) => (this.tags, Buckets) = (tags, new long[buckets]);

    public IReadOnlyList<KeyValuePair<string, object?>> Tags => tags;

    /// <summary>The counter's or gauge's value, or the sum of what a histogram saw.</summary>
    public double Value { get; internal set; }

    /// <summary>How many values a histogram saw.</summary>
    public long Count { get; internal set; }

    /// <summary>Values per bucket, not cumulated; the last one is unbounded.</summary>
    public long[] Buckets { get; }

    internal bool Is(ReadOnlySpan<KeyValuePair<string, object?>> others)
    {
        if (others.Length != tags.Length)
        {
            return false;
        }

        for (var i = tags.Length - 1; i >= 0; i--)
        {
            if (!Equals(tags[i].Value, others[i].Value) || tags[i].Key != others[i].Key)
            {
                return false;
            }
        }

        return true;
    }
}
