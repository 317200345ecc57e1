namespace NetMesh.Interop.Tests;

/// <summary>What the three processes are in this build: planets that carry a region each.</summary>
internal static class Processes
{
    /// <summary>What <c>deploy/namespaces.sh</c> is told beside the executable.</summary>
    public static IReadOnlyList<string> Variables { get; } = [];
}
