using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Messages;

namespace NetMesh.Protocols.Dns.Resolving;

/// <summary>What a <see cref="Resolution"/> needs next.</summary>
public abstract record ResolutionStep;

/// <summary>A server is to be asked.</summary>
/// <param name="Server">Its address.</param>
/// <param name="Query">The question.</param>
/// <param name="Patience">How long to wait for the answer.</param>
public sealed record AskServer(IPv4Address Server, DnsMessage Query, TimeSpan Patience) : ResolutionStep;

/// <summary>It is over.</summary>
/// <param name="Answer">Codes and records; who asked gives it the id of his question.</param>
public sealed record Resolved(DnsMessage Answer) : ResolutionStep;
