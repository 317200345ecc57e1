using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using NetMesh.Clock;
using NetMesh.Embedded.Silos;
using NetMesh.Embedded.Storage;
using NetMesh.Embedded.Traces;
using Orleans.Storage;

namespace NetMesh.Embedded;

/// <summary>What an embedded host starts with.</summary>
public sealed class EmbeddedHostOptions
{
    /// <summary>The name under which grains find the storage provider of <see cref="UseStorage"/> unless another is given.</summary>
    public const string DefaultStorageName = "netmesh";

    /// <summary>The logical silos; one called "silo" when none is added.</summary>
    public IList<SiloOptions> Silos { get; } = [];

    /// <summary>
    /// The time, and with it the drive: a <see cref="VirtualClock"/> runs all grains on its one thread, deterministically; any other runs them on the
    /// thread pool. Null takes a <see cref="WallClock"/> of the host's own.
    /// </summary>
    public IEventClock? Clock { get; set; }

    /// <summary>Assemblies whose grain classes the host runs. Interfaces are found where they are used.</summary>
    public IList<Assembly> GrainAssemblies { get; } = [];

    /// <summary>Adds services that grains have injected.</summary>
    public Action<IServiceCollection>? ConfigureServices { get; set; }

    /// <summary>
    /// Gives each silo services of its own, as a process has them: what is added here, and what <see cref="ConfigureServices"/> registered, of which only
    /// instances are shared. They are built when the silo starts, disposed when it stops or is killed, and built anew when it starts again. Services find
    /// their silo as <see cref="ILocalSiloDetails"/>. Hosted services start with the silo, once it takes calls, and stop with it; a kill only disposes them.
    /// On the virtual clock they must stay on its loop, which <c>BackgroundService</c> does not. Null: all silos have the same services.
    /// </summary>
    /// <remarks>
    /// A silo's <c>IGrainFactory</c>, <see cref="IEventClock"/> and <see cref="TimeProvider"/> are its own: calls made through the factory count as the
    /// silo's, its object references die with the silo, and what was planned on its clock does not happen once it is dead.
    /// </remarks>
    public Action<SiloOptions, IServiceCollection>? ConfigureSiloServices { get; set; }

    /// <summary>How far apart in time the silos are; null: calls between them take no time.</summary>
    public SiloDistance? Distance { get; set; }

    /// <summary>
    /// As under Orleans, the silos share out among them where it is written down on which of them a grain is (<see cref="EmbeddedHost.RegistrarOf"/>). What a silo had written
    /// down ends with it, and so do these grains, on whichever silo they are: they are deactivated
    /// (<see cref="DeactivationReasonCode.DirectoryFailure"/>), and come back with the next call. False: only a silo's own grains end with it.
    /// </summary>
    public bool RegistersOnSilos { get; set; }

    /// <summary>A grain unused for this long is deactivated.</summary>
    public TimeSpan IdleAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>A call that has not ended after this long fails with a <see cref="TimeoutException"/>.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Records the order of calls; null: no trace on the wall clock, the running hash alone on the virtual one.</summary>
    public TraceRecorder? Trace { get; set; }

    /// <summary>The <see cref="System.Diagnostics.Metrics.Meter.Scope"/> of the host's meter: tells hosts in one process from each other.</summary>
    public object? MeterScope { get; set; }

    internal Dictionary<string, Func<EmbeddedHost, IGrainStorage>> Storages { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds a silo.</summary>
    public EmbeddedHostOptions AddSilo(string label, IReadOnlyDictionary<string, string>? metadata = null)
    {
        Silos.Add(new SiloOptions(label, metadata));
        return this;
    }

    /// <summary>Adds a durable storage provider that keeps states under a directory, see <see cref="FileGrainStorage"/>.</summary>
    public EmbeddedHostOptions UseFileStorage(string directory, IGrainStateSerializer? serializer = null, string name = DefaultStorageName)
    {
        Storages[name] = host => new FileGrainStorage(directory, serializer, staysInTurn: host.IsVirtual);
        return this;
    }

    /// <summary>Adds a storage provider by the name that <c>[PersistentState]</c> asks for.</summary>
    public EmbeddedHostOptions UseStorage(IGrainStorage storage, string name = DefaultStorageName)
    {
        Storages[name] = _ => storage;
        return this;
    }
}
