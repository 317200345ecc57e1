using System.Diagnostics.Metrics;
using NetMesh.Embedded.Silos;

namespace NetMesh.Embedded;

/// <summary>What the host counts. Read when asked, so that a call pays nothing for it.</summary>
internal sealed class HostMetrics : IDisposable
{
    private readonly Meter meter = new("NetMesh.Embedded");
    private long callsOfTheDead;

    public HostMetrics(EmbeddedHost host, SiloTable silos)
    {
        meter.CreateObservableCounter(
            "netmesh_grain_calls", () => Volatile.Read(ref callsOfTheDead) + silos.Alive.Sum(silo => silo.Snapshot().Sum(each => each.CallCount)),
            description: "Calls begun by grains");
        meter.CreateObservableGauge(
            "netmesh_grain_activations", () => silos.Alive.Select(silo => new Measurement<int>(silo.Count, new KeyValuePair<string, object?>("silo", silo.Label))),
            description: "Grains in memory");
        meter.CreateObservableGauge(
            "netmesh_grain_calls_waiting", () => silos.Alive.Sum(silo => silo.Snapshot().Sum(each => each.WaitingCount)),
            description: "Calls that wait until their grain is free");
        meter.CreateObservableGauge("netmesh_grain_calls_pending", () => host.Flights.Count, description: "Calls whose callers wait");
    }

    /// <summary>Keeps the count of an activation that ends.</summary>
    public void Bury(long calls) => Interlocked.Add(ref callsOfTheDead, calls);

    public void Dispose() => meter.Dispose();
}
