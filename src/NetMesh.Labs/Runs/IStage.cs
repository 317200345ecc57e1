using Microsoft.Extensions.DependencyInjection;
using NetMesh.Labs.Worlds;
using NetMesh.Planet;
using NetMesh.Planet.Faults;
using NetMesh.Planet.Hosts;

namespace NetMesh.Labs.Runs;

/// <summary>Makes meshes for runs. The laboratory knows no host: whoever uses it brings one, on the virtual clock or on the wall clock.</summary>
internal interface IStage
{
    /// <summary>Meshes run side by side on as many threads as are wanted, each replayed by its seed; otherwise one at a time.</summary>
    bool IsVirtual { get; }

    /// <summary>A mesh that stands, in which nothing has begun: no swarm of the world either.</summary>
    /// <param name="world">What the planet holds.</param>
    /// <param name="seed">Everything random derives from it.</param>
    /// <param name="services">What its programs are given besides the usual.</param>
    ValueTask<IRunningMesh> OpenAsync(World world, long seed, Action<IServiceCollection> services);
}

/// <summary>A mesh during one run.</summary>
internal interface IRunningMesh : IAsyncDisposable
{
    /// <summary>Services of the (first) silo, e.g. <see cref="INetwork"/>.</summary>
    IServiceProvider Services { get; }

    IGrainFactory Grains { get; }

    PlanetMap Map { get; }

    FaultBoard Faults { get; }

    INetwork Network { get; }

    /// <summary>Time on the mesh's clock since it was made.</summary>
    TimeSpan Elapsed { get; }

    /// <summary>Folds the order of all that happened: equal for equal seeds; null on the wall clock.</summary>
    ulong? TraceHash { get; }

    /// <summary>Events of the virtual clock so far; 0 on the wall clock.</summary>
    long Events { get; }

    /// <summary>Starts a swarm of the world.</summary>
    ValueTask StartSwarmAsync(WorldSwarm swarm);

    /// <summary>Asks grains; on the virtual clock the answer comes by running events.</summary>
    ValueTask<T> AskAsync<T>(Func<IGrainFactory, ValueTask<T>> question);

    /// <summary>Lets this much time pass.</summary>
    ValueTask RunForAsync(TimeSpan duration, CancellationToken cancelled);
}
