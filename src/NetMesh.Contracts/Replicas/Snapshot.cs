namespace NetMesh.Contracts.Replicas;

/// <summary>Base of what can be published to other processes: an immutable record, whole in itself.</summary>
[GenerateSerializer, Immutable, Alias("netmesh.snapshot")]
public abstract record Snapshot;

/// <summary>A snapshot on its way to those who keep a copy of it.</summary>
/// <param name="Key">Under which it is published.</param>
/// <param name="Version">Grows with every snapshot under the key; see <see cref="PublishedVersion"/>.</param>
/// <param name="Content">The snapshot.</param>
[GenerateSerializer, Immutable, Alias("netmesh.replica")]
public sealed record Replica([property: Id(0)] string Key, [property: Id(1)] long Version, [property: Id(2)] Snapshot Content);

/// <summary>Which snapshot is the newest under a key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Version">
/// The publishing process's calendar in ticks, and more than the last one: so that the owner of a key that moves to another process goes on counting, but
/// for the difference between the two processes' calendars.
/// </param>
[GenerateSerializer, Immutable, Alias("netmesh.published-version")]
public sealed record PublishedVersion([property: Id(0)] string Key, [property: Id(1)] long Version);
