using NetMesh.Bench.Clusters;

namespace NetMesh.Bench;

/// <summary>Benches of what runs the grains, in this build the embedded host.</summary>
internal static class HostBenches
{
    public static (string Name, Func<string[], int> Run)[] All { get; } =
    [
        ("grain-calls", GrainCallsBench.Run),
        ("swarm", SwarmBench.Run),
        ("simulation", SimulationBench.Run),
        ("cluster-calls", ClusterCallsBench.Run),
        ("cluster-swarm", ClusterSwarmBench.Run),
    ];
}
