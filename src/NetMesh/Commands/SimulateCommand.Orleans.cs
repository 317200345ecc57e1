using NetMesh.Labs.Simulation;

namespace NetMesh.Commands;

// Orleans' silos live on the wall clock.
internal static partial class SimulateCommand
{
    private static partial IAsyncEnumerable<SeedOutcome> Run(SeedRange seeds, int parallel, CancellationToken cancelled) => throw new CommandFailure(
        ExitCodes.Unusable, "the simulation runs on the default build of netmesh; this one was made with -p:GrainHost=Orleans");
}
