using System.Diagnostics.Metrics;

namespace NetMesh.Embedded.Tests;

public class MetricsTests
{
    [Fact]
    public async Task Calls_and_activations_are_counted_also_those_of_grains_that_are_gone()
    {
        await using var host = Hosts.Virtual();
        await host.Get(host.Grains.GetGrain<IEchoGrain>("a").Ping(1));
        await host.Get(host.Grains.GetGrain<IEchoGrain>("b").Ping(1));
        await host.Do(host.Grains.GetGrain<IEchoGrain>("a").Leave());
        host.RunUntilIdle();
        var seen = Read(host);
        Assert.Equal(3, seen["netmesh_grain_calls"]);
        Assert.Equal(1, seen["netmesh_grain_activations"]);
        Assert.Equal(0, seen["netmesh_grain_calls_pending"]);
        Assert.Equal(0, seen["netmesh_grain_calls_waiting"]);
    }

    private static Dictionary<string, long> Read(EmbeddedHost host)
    {
        var seen = new Dictionary<string, long>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            // Other tests' hosts have meters of the same name.
            if (ReferenceEquals(instrument.Meter, host.Metrics.Meter))
            {
                listening.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => seen[instrument.Name] = value);
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => seen[instrument.Name] = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return seen;
    }
}
