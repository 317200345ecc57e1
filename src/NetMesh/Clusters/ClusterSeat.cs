namespace NetMesh.Clusters;

/// <summary>What one process is in a cluster.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Silo">The silo that it runs; null: gateways alone.</param>
/// <param name="Tell">Where a line for the user goes.</param>
internal sealed record ClusterSeat(Cluster Cluster, ClusterSilo? Silo, Action<string> Tell);
