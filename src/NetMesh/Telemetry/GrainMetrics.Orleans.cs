using System.Diagnostics.Metrics;

namespace NetMesh.Telemetry;

/// <summary>
/// What Orleans counts of a silo's grains (meter <c>Microsoft.Orleans</c>), under the names that the embedded host has for it: meter <c>NetMesh.Orleans</c>. Grains of
/// Orleans' own count, too, and ticks of timers do not. How many calls wait Orleans does not tell. It counts calls only while somebody listens: from the
/// moment that this is made.
/// </summary>
internal sealed class GrainMetrics : IDisposable
{
    private const string Activations = "orleans-catalog-activations";
    private const string Begun = "orleans-messaging-processing-dispatcher-processed";

    private readonly MeterListener listener = new();
    private readonly Meter meter = new("NetMesh.Orleans");
    private readonly Lock asking = new();
    private long activations;
    private long calls;

    /// <param name="silo">The silo's label.</param>
    public GrainMetrics(string silo)
    {
        listener.InstrumentPublished = static (instrument, listening) =>
        {
            if (instrument.Meter.Name == "Microsoft.Orleans" && instrument.Name is Activations or Begun)
            {
                listening.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<int>((_, value, _, _) => activations += value);
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => calls += IsCall(tags) ? value : 0);
        listener.Start();
        meter.CreateObservableCounter("netmesh_grain_calls", () => Ask().Calls, description: "Calls begun by grains");
        meter.CreateObservableGauge(
            "netmesh_grain_activations", () => new Measurement<long>(Ask().Activations, new KeyValuePair<string, object?>("silo", silo)), description: "Grains in memory");
    }

    public void Dispose()
    {
        meter.Dispose();
        listener.Dispose();
    }

    private static bool IsCall(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var (key, value) in tags)
        {
            if (key == "Direction")
            {
                return value is "Request" or "OneWay";
            }
        }

        return false;
    }

    private (long Activations, long Calls) Ask()
    {
        lock (asking)
        {
            (activations, calls) = (0, 0);
            listener.RecordObservableInstruments();
            return (activations, calls);
        }
    }
}
