namespace NetMesh.Embedded.Silos;

/// <summary>A logical silo to start with.</summary>
/// <param name="Label">Its name, unique within the host.</param>
/// <param name="Metadata">What it says of itself, such as its region; read through <c>ISiloMetadataCache</c>.</param>
/// <param name="Skew">How wrong the clocks are that its own services see; null: not at all. Means nothing to a silo that shares its services with all others.</param>
public sealed record SiloOptions(string Label, IReadOnlyDictionary<string, string>? Metadata = null, ClockSkew? Skew = null);
