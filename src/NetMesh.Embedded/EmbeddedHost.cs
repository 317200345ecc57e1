using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NetMesh.Clock;
using NetMesh.Embedded.Activations;
using NetMesh.Embedded.Drives;
using NetMesh.Embedded.Silos;
using NetMesh.Embedded.Storage;
using NetMesh.Embedded.Traces;
using NetMesh.Embedded.Turns;

namespace NetMesh.Embedded;

/// <summary>
/// Runs grains in one process, on the wall clock (turns of many grains at once, on the thread pool) or on a virtual clock (one thread, one order of
/// events, the same in every run). See <see cref="Port"/> for the way of a call.
/// </summary>
public sealed partial class EmbeddedHost : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private readonly SiloTable silos;
    private readonly GrainClasses classes;
    private readonly IServiceCollection shared = new ServiceCollection();
    private readonly Action<SiloOptions, IServiceCollection>? configureSilo;
    private readonly WallClock? ownClock;
    private readonly IdleCollector idleCollector;
    private readonly bool registersOnSilos;
    private long lastObserver;
    private bool isDisposed;

    private EmbeddedHost(EmbeddedHostOptions options)
    {
        var clock = options.Clock ?? (ownClock = new WallClock());
        Drive = clock is VirtualClock virtualClock ? new VirtualDrive(virtualClock) : new WallDrive(clock);
        Trace = options.Trace ?? (Drive.IsVirtual ? new TraceRecorder() : null);
        Trace?.Use(clock);
        Flights = new Flights(clock, options.ResponseTimeout);
        Crossings = options.Distance is { } distance ? new Crossings(this, distance.Checked()) : null;
        classes = new GrainClasses(options.GrainAssemblies);
        var factory = new GrainFactory(this, classes);
        Port = factory.Port;
        Grains = factory;
        Directory = new GrainDirectory(this, classes);
        Storages = new StorageTable(this, options);

        silos = new SiloTable(this);
        configureSilo = options.ConfigureSiloServices;
        registersOnSilos = options.RegistersOnSilos;
        options.ConfigureServices?.Invoke(shared);
        var collection = HostServices.CopyOf(shared);
        collection.AddHostServices(clock, factory, silos);
        services = collection.BuildServiceProvider();
        Log = new HostLog(services.GetRequiredService<ILoggerFactory>().CreateLogger<EmbeddedHost>());
        Placer = new Placer(silos);
        foreach (var silo in options.Silos.DefaultIfEmpty(new SiloOptions("silo")))
        {
            silos.Start(silo, Furnish);
        }

        idleCollector = new IdleCollector(this, silos, options.IdleAge);
        Metrics = new HostMetrics(this, silos, options.MeterScope);
    }

    /// <summary>Raised after a silo was killed, with the ids of the grains that were active on it, in the order of their activation.</summary>
    public event EventHandler<ActivationsLostEventArgs>? ActivationsLost;

    /// <summary>Makes references to grains, for callers that are no grains.</summary>
    public IGrainFactory Grains { get; }

    /// <summary>The services that grains have injected; those of the first silo that runs, where each has its own.</summary>
    public IServiceProvider Services => configureSilo is null ? services : silos.Alive is [var first, ..] ? first.Services : services;

    /// <summary>Labels of the silos that run.</summary>
    public IReadOnlyList<string> Silos => [.. silos.Alive.Select(silo => silo.Label)];

    /// <summary>Whether grains run on the virtual clock.</summary>
    public bool IsVirtual => Drive.IsVirtual;

    /// <summary>The order of calls so far; null on the wall clock unless asked for.</summary>
    public TraceRecorder? Trace { get; }

    /// <summary>Grains in memory.</summary>
    public int ActivationCount => silos.Alive.Sum(silo => silo.Count);

    internal Drive Drive { get; }

    /// <summary>What is under way between silos; null: nothing, they are in one place.</summary>
    internal Crossings? Crossings { get; }

    internal Flights Flights { get; }

    internal Port Port { get; }

    internal GrainDirectory Directory { get; }

    internal StorageTable Storages { get; }

    internal Placer Placer { get; }

    internal HostLog Log { get; }

    internal HostMetrics Metrics { get; }

    /// <summary>Counts the idle collector's rounds: the measure of how long a grain has not been used.</summary>
    internal int IdleRound { get; set; }

    /// <summary>Starts a host.</summary>
    public static EmbeddedHost Start(Action<EmbeddedHostOptions> configure)
    {
        var options = new EmbeddedHostOptions();
        configure(options);
        return Start(options);
    }

    /// <inheritdoc cref="Start(Action{EmbeddedHostOptions})"/>
    public static EmbeddedHost Start(EmbeddedHostOptions options)
    {
        var host = new EmbeddedHost(options);
        host.Open();
        return host;
    }

    /// <summary>The silo that runs a grain now; null when none does.</summary>
    public string? SiloOf(GrainId grainId) => Directory.Locate(grainId)?.Label;

    /// <summary>The silo that has it written down where a grain is, or would have; see <see cref="EmbeddedHostOptions.RegistersOnSilos"/>.</summary>
    public string RegistrarOf(GrainId grainId) => Registrars.Of(grainId, silos.Alive).Label;

    /// <summary>The services of a silo: its own, or the host's.</summary>
    /// <exception cref="ArgumentException">No silo of this label is running.</exception>
    public IServiceProvider ServicesOf(string silo) => silos.Find(silo).Services;

    /// <summary>Deactivates every grain, in the order of activation, and ends the host.</summary>
    public async ValueTask DisposeAsync()
    {
        if (isDisposed)
        {
            return;
        }

        isDisposed = true;
        idleCollector.Dispose();
        await OnLoop(ShutDownAsync);

        // Traffic goes on while grains end. From here on it finds no silo, and then time stands still: nobody is left to ask for services.
        silos.Close();
        ownClock?.Dispose();
        Metrics.Dispose();
        (Drive as IDisposable)?.Dispose();
        Trace?.Dispose();
        await services.DisposeAsync();
    }

    internal long NextObserver() => Interlocked.Increment(ref lastObserver);

    // A silo takes grains to its end, because grains may call others as they are deactivated.
    private async Task ShutDownAsync()
    {
        var reason = new DeactivationReason(DeactivationReasonCode.ShuttingDown, "the host is stopping");
        foreach (var silo in silos.Alive)
        {
            // A grain that hangs must not keep the process from ending.
            await EndAsync(silo, reason, TimeSpan.FromSeconds(5), closes: false);
        }
    }
}
