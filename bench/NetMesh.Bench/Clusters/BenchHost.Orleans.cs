using NetMesh.Protocols.Addressing;

namespace NetMesh.Bench.Clusters;

/// <summary>What runs the grains in this build: Orleans silos, each a process, the first of them this one.</summary>
internal sealed class BenchHost : IAsyncDisposable
{
    private readonly BenchSilo silo;
    private readonly SiloProcess[] others;

    private BenchHost(BenchSilo silo, SiloProcess[] others)
    {
        this.silo = silo;
        this.others = others;
    }

    public IGrainFactory Grains => silo.Grains;

    /// <summary>What all processes of the planet have used.</summary>
    public TimeSpan ProcessorTime => others.Aggregate(Environment.CpuUsage.TotalTime, static (sum, other) => sum + other.ProcessorTime);

    /// <summary>Starts the silos, and waits until every one knows all others.</summary>
    public static async Task<BenchHost> StartAsync(int silos, BenchPlanet planet)
    {
        var ports = BenchPorts.Free(silos);
        var first = await BenchSilo.StartAsync(ports, 0, planet);
        var host = new BenchHost(first, [.. Enumerable.Range(1, silos - 1).Select(number => SiloProcess.Start(ports, number, planet))]);
        try
        {
            foreach (var other in host.others)
            {
                await other.Ready;
            }

            await first.AllKnownAsync();
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>The key of the callee with this number: spread over the other silos, or in this one where it is alone.</summary>
    public IPv4Address PlaceOf(int number) => BenchPlanet.Spare(others.Length == 0 ? 0 : 1 + (number % others.Length), number);

    public async ValueTask DisposeAsync()
    {
        foreach (var other in others)
        {
            await other.DisposeAsync();
        }

        await silo.DisposeAsync();
    }
}
