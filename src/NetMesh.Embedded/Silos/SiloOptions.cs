namespace NetMesh.Embedded.Silos;

/// <summary>A logical silo to start with.</summary>
/// <param name="Label">Its name, unique within the host.</param>
/// <param name="Metadata">What it says of itself, such as its region; read through <c>ISiloMetadataCache</c>.</param>
public sealed record SiloOptions(string Label, IReadOnlyDictionary<string, string>? Metadata = null);
