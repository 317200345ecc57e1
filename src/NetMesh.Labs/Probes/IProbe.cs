using Microsoft.Extensions.DependencyInjection;
using NetMesh.Labs.Runs;

namespace NetMesh.Labs.Probes;

/// <summary>
/// Watches one run and says what it saw. Made anew for every run; on the virtual clock everything happens on the run's one thread. A probe must not change
/// what it watches: it may ask grains (<see cref="IRunningMesh.AskAsync"/>), and it may listen to what they tell.
/// </summary>
internal interface IProbe
{
    /// <summary>What the run's programs are given besides the usual: a listener, for instance. Called before the mesh is made.</summary>
    void AddServices(IServiceCollection services)
    {
    }

    /// <summary>The mesh stands, nothing has begun.</summary>
    ValueTask BeginAsync(Scene scene) => ValueTask.CompletedTask;

    /// <summary>Called at fixed times of the run, the first time when all has begun (<paramref name="now"/> 0), the last time at its end.</summary>
    ValueTask SampleAsync(TimeSpan now) => ValueTask.CompletedTask;

    /// <summary>The run is over: everything that the probe's <see cref="ProbeKind"/> promises. What was not seen is left out.</summary>
    ValueTask EndAsync(Findings findings);
}
