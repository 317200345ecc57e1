using NetMesh.Labs.Simulation;
using NetMesh.Testing.Simulation;

namespace NetMesh.Commands;

internal static partial class SimulateCommand
{
    private static partial IAsyncEnumerable<SeedOutcome> Run(SeedRange seeds, int parallel, CancellationToken cancelled) =>
        SimulationRun.OfAsync(seeds, parallel, cancelled);
}
