using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using NetMesh.Gateways.Transport;

namespace NetMesh.Gateways.Tests.Transport;

/// <summary>Adds up what one test's gateways count.</summary>
internal sealed class MetricsListener : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly ConcurrentQueue<(string Name, long Value, string Tags)> measured = new();

    public MetricsListener(string protocol)
    {
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == GatewayMetrics.MeterName)
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var text = string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"));
            if (text.Contains($"protocol={protocol} ", StringComparison.Ordinal))
            {
                measured.Enqueue((instrument.Name, value, text));
            }
        });
        listener.Start();
    }

    public long Sum(string name, string tag = "") =>
        measured.Where(m => m.Name == name && m.Tags.Contains(tag, StringComparison.Ordinal)).Sum(m => m.Value);

    public void Dispose() => listener.Dispose();
}
