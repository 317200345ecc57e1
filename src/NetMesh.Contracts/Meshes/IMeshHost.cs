namespace NetMesh.Contracts.Meshes;

/// <summary>
/// What runs the grains, as the code shared by both hosts (labs, tests) sees it: the embedded host, or a cluster of Orleans silos.
/// </summary>
public interface IMeshHost : IAsyncDisposable
{
    IGrainFactory Grains { get; }

    /// <summary>Services of the (first) silo: the planet, the network, stores.</summary>
    IServiceProvider Services { get; }

    /// <summary>Labels of the silos that run.</summary>
    IReadOnlyList<string> Silos { get; }

    /// <summary>
    /// Ends a silo as a crash would: no deactivation, calls in flight fail, connections of its hosts are reset. Its grains come back on another one.
    /// </summary>
    ValueTask KillSiloAsync(string silo);

    /// <summary>
    /// Waits until <paramref name="condition"/> holds: on the virtual clock by running events, on the wall clock by asking now and then.
    /// Returns false when <paramref name="within"/> (of the host's own time) has passed without it.
    /// </summary>
    ValueTask<bool> RunUntilAsync(Func<ValueTask<bool>> condition, TimeSpan within, TimeSpan askEvery);
}
