using NetMesh.Protocols.Addressing;

namespace NetMesh.Contracts.Names;

/// <summary>Somebody who looks names up for a resolver.</summary>
/// <param name="Address">A host of the planet, or of the server outside.</param>
/// <param name="Outside">The server outside the planet, reached over sockets; null: a host of the planet.</param>
public sealed record Forwarder(IPv4Address Address, OutsideServer? Outside = null);
