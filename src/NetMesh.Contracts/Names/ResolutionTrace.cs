using System.Collections.Immutable;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Messages;

namespace NetMesh.Contracts.Names;

/// <summary>An answer, and how a resolver came by it.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="Hops">The servers that were asked, in turn; none when the resolver knew.</param>
[GenerateSerializer, Immutable, Alias("netmesh.resolution-trace")]
public sealed record ResolutionTrace([property: Id(0)] DnsMessage Answer, [property: Id(1)] ImmutableArray<TracedHop> Hops);

/// <summary>A server that a resolver asked.</summary>
/// <param name="Server">Its address.</param>
/// <param name="Zone">The zone for which it was asked.</param>
/// <param name="Name">What it was asked: never more of the name than it needs to send the resolver on (RFC 9156).</param>
/// <param name="Type">And of which type.</param>
/// <param name="Outcome"><c>answer</c>, <c>referral</c>, <c>nodata</c>, <c>noname</c>, <c>truncated</c>, <c>lame</c> or <c>silence</c>.</param>
/// <param name="Began">When, since the resolver began.</param>
/// <param name="Took">Until its answer came, or it was given up.</param>
[GenerateSerializer, Immutable, Alias("netmesh.traced-hop")]
public sealed record TracedHop(
    [property: Id(0)] IPv4Address Server,
    [property: Id(1)] string Zone,
    [property: Id(2)] string Name,
    [property: Id(3)] string Type,
    [property: Id(4)] string Outcome,
    [property: Id(5)] TimeSpan Began,
    [property: Id(6)] TimeSpan Took);
