using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using NetMesh.Gateways.Transport;
using NetMesh.Planet.Hosts;

namespace NetMesh.Gateways.Tests.Transport;

/// <summary>Adds up what one test's gateways count, while those of other tests count beside them.</summary>
internal sealed class MetricsListener : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly ConcurrentQueue<(string Name, long Value, string Tags)> measured = new();

    /// <param name="protocol">Whose clients.</param>
    /// <param name="planet">The directory of the gateways' planet; null for gateways without one.</param>
    public MetricsListener(string protocol, PlanetMap? planet = null)
    {
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == GatewayMetrics.MeterName && instrument.Meter.Scope == planet)
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
