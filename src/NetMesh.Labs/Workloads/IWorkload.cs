using Microsoft.Extensions.DependencyInjection;
using NetMesh.Labs.Runs;
using NetMesh.Labs.Worlds.Yaml;

namespace NetMesh.Labs.Workloads;

/// <summary>Something that happens on the planet during a run, beside what its world starts itself. Made anew for every run.</summary>
internal interface IWorkload
{
    /// <summary>What the run's programs, and its probes, are given besides the usual. Called before the mesh is made.</summary>
    void AddServices(IServiceCollection services)
    {
    }

    /// <summary>Folds what its own programs heard, which the mesh's trace of grains does not see; 0 where it has none.</summary>
    ulong Trace => 0;

    /// <summary>The mesh and its swarms have begun: begin.</summary>
    ValueTask BeginAsync(Scene scene);

    /// <summary>How much of it is done, from 0 to 1; a run <c>until: done</c> ends when everything is at 1.</summary>
    ValueTask<double> ProgressAsync();

    /// <summary>The run is over, done or not.</summary>
    ValueTask EndAsync() => ValueTask.CompletedTask;
}

/// <summary>A workload that lab files can name.</summary>
/// <param name="Name">Its key below <c>workload:</c>.</param>
/// <param name="About">What it does.</param>
/// <param name="Make">A new one for a run. The section holds what stands behind its key, filled in; mistakes are noted in it; the caller ends it.</param>
internal sealed record WorkloadKind(string Name, string About, Func<Section, IWorkload> Make);
