namespace NetMesh.Interop.Tests;

/// <summary>What the three processes are in this build: silos that run one planet, and meet in PostgreSQL.</summary>
internal static class Processes
{
    /// <summary>What <c>deploy/namespaces.sh</c> is told beside the executable.</summary>
    public static IReadOnlyList<string> Variables { get; } = [$"NETMESH_CLUSTER={Repository.PathOf("deploy", "cluster.yaml")}"];
}
