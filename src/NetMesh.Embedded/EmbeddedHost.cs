using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NetMesh.Clock;
using NetMesh.Embedded.Activations;
using NetMesh.Embedded.Drives;
using NetMesh.Embedded.Silos;
using NetMesh.Embedded.Storage;
using NetMesh.Embedded.Traces;
using NetMesh.Embedded.Turns;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace NetMesh.Embedded;

/// <summary>
/// Runs grains in one process, on the wall clock (turns of many grains at once, on the thread pool) or on a virtual clock (one thread, one order of
/// events, the same in every run). See <see cref="Port"/> for the way of a call.
/// </summary>
public sealed partial class EmbeddedHost : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private readonly SiloTable silos = new();
    private readonly WallClock? ownClock;
    private readonly IdleCollector idleCollector;
    private bool isDisposed;

    private EmbeddedHost(EmbeddedHostOptions options)
    {
        var clock = options.Clock ?? (ownClock = new WallClock());
        Drive = clock is VirtualClock virtualClock ? new VirtualDrive(virtualClock) : new WallDrive(clock);
        Trace = options.Trace ?? (Drive.IsVirtual ? new TraceRecorder() : null);
        Trace?.Use(clock);
        Flights = new Flights(clock, options.ResponseTimeout);
        var classes = new GrainClasses(options.GrainAssemblies);
        Port = new Port(this);
        var factory = new GrainFactory(this, classes);
        Grains = factory;
        Directory = new GrainDirectory(this, classes);
        Storages = new StorageTable(this, options);

        var collection = new ServiceCollection();
        options.ConfigureServices?.Invoke(collection);
        collection.TryAddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        collection.TryAdd(ServiceDescriptor.Singleton(typeof(ILogger<>), typeof(Logger<>)));
        collection.TryAddSingleton(clock);
        collection.TryAddSingleton(clock.TimeProvider);
        collection.AddSingleton<IGrainFactory>(factory);
        collection.AddSingleton<ISiloMetadataCache>(silos);
        services = collection.BuildServiceProvider();
        Log = new HostLog(services.GetRequiredService<ILoggerFactory>().CreateLogger<EmbeddedHost>());
        Placer = new Placer(silos, services);
        foreach (var silo in options.Silos.DefaultIfEmpty(new SiloOptions("silo")))
        {
            silos.Start(silo);
        }

        idleCollector = new IdleCollector(this, silos, options.IdleAge);
        Metrics = new HostMetrics(this, silos, options.MeterScope);
    }

    /// <summary>Raised after a silo was killed, with the ids of the grains that were active on it, in the order of their activation.</summary>
    public event EventHandler<ActivationsLostEventArgs>? ActivationsLost;

    /// <summary>Makes references to grains, for callers that are no grains.</summary>
    public IGrainFactory Grains { get; }

    /// <summary>The services that grains have injected.</summary>
    public IServiceProvider Services => services;

    /// <summary>Labels of the silos that run.</summary>
    public IReadOnlyList<string> Silos => [.. silos.Alive.Select(silo => silo.Label)];

    /// <summary>Whether grains run on the virtual clock.</summary>
    public bool IsVirtual => Drive.IsVirtual;

    /// <summary>The order of calls so far; null on the wall clock unless asked for.</summary>
    public TraceRecorder? Trace { get; }

    /// <summary>Grains in memory.</summary>
    public int ActivationCount => silos.Alive.Sum(silo => silo.Count);

    internal Drive Drive { get; }

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
    public static EmbeddedHost Start(EmbeddedHostOptions options) => new(options);

    /// <summary>The silo that runs a grain now; null when none does.</summary>
    public string? SiloOf(GrainId grainId) => Directory.Locate(grainId)?.Label;

    /// <summary>Starts a silo, one that was killed before or a new one. Grains come to it as they are activated.</summary>
    /// <param name="label">The silo's label.</param>
    /// <param name="metadata">What it says of itself; null keeps what a killed silo of this label said.</param>
    /// <exception cref="InvalidOperationException">It is running.</exception>
    public ValueTask StartSiloAsync(string label, IReadOnlyDictionary<string, string>? metadata = null)
    {
        silos.Start(new SiloOptions(label, metadata));
        return default;
    }

    /// <summary>
    /// Ends a silo as a crash would: its activations vanish without deactivation, one-way calls to them are lost, and callers that wait for them get a
    /// <see cref="SiloUnavailableException"/>. The next call to a lost grain activates it on another silo, from storage.
    /// </summary>
    /// <exception cref="ArgumentException">No silo of this label is running.</exception>
    public ValueTask KillAsync(string label)
    {
        Drive.Enter();
        var silo = silos.Find(label);
        var lost = silo.Die();
        silos.Bury(silo);
        foreach (var activation in lost)
        {
            activation.Kill();
            Directory.Remove(activation);
        }

        Flights.Fail(
            runner => runner is Activation activation && activation.Silo == silo,
            call => new SiloUnavailableException($"{call.Method} on {call.Target!.GrainId} was lost: silo {label} was killed"));
        ActivationsLost?.Invoke(this, new ActivationsLostEventArgs(label, [.. lost.Select(activation => activation.GrainId)]));
        return default;
    }

    /// <summary>Deactivates every grain, in the order of activation, and ends the host.</summary>
    public async ValueTask DisposeAsync()
    {
        if (isDisposed)
        {
            return;
        }

        isDisposed = true;
        idleCollector.Dispose();
        await ShutDownAsync();

        // Traffic goes on while grains end. From here on it finds no silo, and then time stands still: nobody is left to ask for services.
        silos.Close();
        ownClock?.Dispose();
        Metrics.Dispose();
        (Drive as IDisposable)?.Dispose();
        Trace?.Dispose();
        await services.DisposeAsync();
    }

    private async Task ShutDownAsync()
    {
        var reason = new DeactivationReason(DeactivationReasonCode.ShuttingDown, "the host is stopping");
        var virtualDrive = Drive as VirtualDrive;
        virtualDrive?.Enter();
        foreach (var silo in silos.Alive)
        {
            var activations = silo.Snapshot();
            foreach (var activation in activations)
            {
                activation.Deactivate(reason);
            }

            if (virtualDrive is not null)
            {
                virtualDrive.Drain();
            }
            else
            {
                // A grain that hangs must not keep the process from ending.
                await Task.WhenAll(activations.Select(activation => activation.Deactivated)).WaitAsync(TimeSpan.FromSeconds(5))
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}

/// <summary>Grains lost with a silo.</summary>
/// <param name="silo">The silo's label.</param>
/// <param name="grains">Who was active on it, in the order of activation.</param>
public sealed class ActivationsLostEventArgs(string silo, IReadOnlyList<GrainId> grains) : EventArgs
{
    public string Silo { get; } = silo;

    public IReadOnlyList<GrainId> Grains { get; } = grains;
}
