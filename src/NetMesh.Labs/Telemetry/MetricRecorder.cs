using System.Diagnostics.Metrics;

namespace NetMesh.Labs.Telemetry;

/// <summary>
/// Keeps the numbers of every meter whose name begins with <c>NetMesh</c>, from the moment it is made. Small on purpose: the planet's own
/// <c>/metrics</c> must work without any package.
/// </summary>
public sealed class MetricRecorder : IDisposable
{
    /// <summary>What the runtime itself measures of a process's memory, by OpenTelemetry's names; its other instruments answer no question about a planet.</summary>
    private static readonly string[] OfRuntime =
    [
        "dotnet.gc.collections", "dotnet.gc.heap.total_allocated", "dotnet.gc.last_collection.heap.size",
        "dotnet.gc.last_collection.memory.committed_size", "dotnet.gc.pause.time", "dotnet.process.memory.working_set",
    ];

    private readonly MeterListener listener = new();
    private readonly Lock gate = new();
    private readonly Lock asking = new();
    private readonly SortedDictionary<string, Metric> metrics = new(StringComparer.Ordinal);

    /// <param name="keeps">
    /// Whose meters to keep, by <see cref="Meter.Scope"/>: a planet's directory scopes what its network, gateways and host count. Meters without a scope
    /// belong to the whole process and are always kept. Null keeps all.
    /// </param>
    /// <param name="hasRuntime">Keep what .NET's runtime measures of the process's memory (meter <c>System.Runtime</c>), too.</param>
    public MetricRecorder(Func<object, bool>? keeps = null, bool hasRuntime = false)
    {
        listener.InstrumentPublished = (instrument, _) =>
        {
            var isOurs = instrument.Meter.Name.StartsWith("NetMesh", StringComparison.Ordinal)
                && (keeps is null || instrument.Meter.Scope is not { } scope || keeps(scope));
            if (isOurs || (hasRuntime && instrument.Meter.Name == "System.Runtime" && OfRuntime.Contains(instrument.Name)))
            {
                listener.EnableMeasurementEvents(instrument, MetricOf(instrument));
            }
        };
        listener.SetMeasurementEventCallback<byte>((_, value, tags, metric) => Record(metric, value, tags));
        listener.SetMeasurementEventCallback<short>((_, value, tags, metric) => Record(metric, value, tags));
        listener.SetMeasurementEventCallback<int>((_, value, tags, metric) => Record(metric, value, tags));
        listener.SetMeasurementEventCallback<long>((_, value, tags, metric) => Record(metric, value, tags));
        listener.SetMeasurementEventCallback<float>((_, value, tags, metric) => Record(metric, value, tags));
        listener.SetMeasurementEventCallback<double>((_, value, tags, metric) => Record(metric, value, tags));
        listener.SetMeasurementEventCallback<decimal>((_, value, tags, metric) => Record(metric, (double)value, tags));
        listener.Start();
    }

    /// <summary>All metrics by name, observable ones asked just now.</summary>
    public IReadOnlyList<Metric> Collect()
    {
        lock (gate)
        {
            foreach (var metric in metrics.Values)
            {
                metric.ForgetObserved();
            }
        }

        listener.RecordObservableInstruments();
        lock (gate)
        {
            return [.. metrics.Values];
        }
    }

    /// <summary>The same for who reads them before anybody else asks: what was observed for one would be forgotten when the next one asks.</summary>
    public T Collect<T>(Func<IReadOnlyList<Metric>, T> read)
    {
        lock (asking)
        {
            return read(Collect());
        }
    }

    public void Dispose() => listener.Dispose();

    private static void Record(object? metric, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => ((Metric)metric!).Record(value, tags);

    // Two meters of one name (two planets in one process) count together.
    private Metric MetricOf(Instrument instrument)
    {
        var metric = Metric.Of(instrument);
        lock (gate)
        {
            return metrics.TryAdd(metric.Name, metric) ? metric : metrics[metric.Name];
        }
    }
}
