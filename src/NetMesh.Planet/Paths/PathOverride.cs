namespace NetMesh.Planet.Paths;

/// <summary>What is different about the path between two regions, in both directions; null leaves the planet's own value.</summary>
/// <param name="A">Label of one region.</param>
/// <param name="B">Label of the other; may be the same one.</param>
/// <param name="Latency">One-way propagation in place of the one computed from the map.</param>
/// <param name="Jitter">In place of the planet's jitter.</param>
/// <param name="Loss">In place of the planet's loss of datagrams, 0 to 1.</param>
public sealed record PathOverride(string A, string B, TimeSpan? Latency = null, TimeSpan? Jitter = null, double? Loss = null);
