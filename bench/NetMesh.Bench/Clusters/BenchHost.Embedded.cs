using NetMesh.Embedded;
using NetMesh.Embedded.Storage;
using NetMesh.Grains;
using NetMesh.Grains.States;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Bench.Clusters;

/// <summary>What runs the grains in this build: the embedded host on the wall clock, in this process. States are kept as text in memory, as the other build's are.</summary>
internal sealed class BenchHost : IAsyncDisposable
{
    private readonly EmbeddedHost host;

    private BenchHost(EmbeddedHost host) => this.host = host;

    public IGrainFactory Grains => host.Grains;

    /// <summary>What all processes of the planet have used.</summary>
    public TimeSpan ProcessorTime => Environment.CpuUsage.TotalTime;

    /// <exception cref="ArgumentException">More than one silo: this host has one process.</exception>
    public static Task<BenchHost> StartAsync(int silos, BenchPlanet planet) => silos == 1
        ? Task.FromResult(new BenchHost(EmbeddedHost.Start(options =>
        {
            options.GrainAssemblies.Add(typeof(Programs).Assembly);
            options.GrainAssemblies.Add(typeof(BenchGrain).Assembly);
            options.UseStorage(new MemoryGrainStorage(new JsonStateSerializer(StateConverters.All())));
            options.ConfigureServices = services => planet.AddTo(services, runsHere: true);
        })))
        : throw new ArgumentException($"the embedded host is one process, not {silos}", nameof(silos));

    /// <summary>The key of the callee with this number.</summary>
    public IPv4Address PlaceOf(int number) => BenchPlanet.Spare(0, number);

    public ValueTask DisposeAsync() => host.DisposeAsync();
}
