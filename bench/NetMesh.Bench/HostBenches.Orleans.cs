using NetMesh.Bench.Clusters;

namespace NetMesh.Bench;

/// <summary>Benches of what runs the grains, in this build silos of Orleans.</summary>
internal static class HostBenches
{
    public static (string Name, Func<string[], int> Run)[] All { get; } =
    [
        ("cluster-calls", ClusterCallsBench.Run),
        ("cluster-swarm", ClusterSwarmBench.Run),
        ("cluster-silo", SiloProcess.Run),
    ];
}
