using System.Diagnostics.Metrics;
using NetMesh.Embedded.Silos;

namespace NetMesh.Embedded;

/// <summary>What the host counts. Read when asked, so that a call pays nothing for it.</summary>
internal sealed class HostMetrics : IDisposable
{
    private long callsOfTheDead;

    public HostMetrics(EmbeddedHost host, SiloTable silos, object? scope)
    {
        Meter = new Meter(new MeterOptions("NetMesh.Embedded") { Scope = scope });
        Meter.CreateObservableCounter(
            "netmesh_grain_calls", () => Volatile.Read(ref callsOfTheDead) + silos.Alive.Sum(silo => silo.Snapshot().Sum(each => each.CallCount)),
            description: "Calls begun by grains");
        Meter.CreateObservableGauge(
            "netmesh_grain_activations", () => silos.Alive.Select(silo => new Measurement<int>(silo.Count, new KeyValuePair<string, object?>("silo", silo.Label))),
            description: "Grains in memory");
        Meter.CreateObservableGauge(
            "netmesh_grain_calls_waiting", () => silos.Alive.Sum(silo => silo.Snapshot().Sum(each => each.WaitingCount)),
            description: "Calls that wait until their grain is free");
        Meter.CreateObservableGauge("netmesh_grain_calls_pending", () => host.Flights.Count, description: "Calls whose callers wait");
    }

    /// <summary>Everything below; a host has one of its own, all of one name.</summary>
    public Meter Meter { get; }

    /// <summary>Keeps the count of an activation that ends.</summary>
    public void Bury(long calls) => Interlocked.Add(ref callsOfTheDead, calls);

    public void Dispose() => Meter.Dispose();
}
