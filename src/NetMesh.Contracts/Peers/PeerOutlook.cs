using System.Collections.Immutable;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Contracts.Peers;

/// <summary>What a peer itself sees of its swarm, at one moment.</summary>
/// <param name="Status">Its state and sums.</param>
/// <param name="Pieces">The pieces it has, one bit each as in BEP 3's bitfield; empty when idle.</param>
/// <param name="Neighbours">Whom it exchanges messages with, in the order in which they met.</param>
[GenerateSerializer, Immutable, Alias("netmesh.peer-outlook")]
public sealed record PeerOutlook(
    [property: Id(0)] PeerStatus Status,
    [property: Id(1)] ImmutableArray<byte> Pieces,
    [property: Id(2)] ImmutableArray<PeerNeighbour> Neighbours);

/// <summary>A neighbour as the peer sees it (BEP 3: both ends of a connection are choked or not, and interested or not).</summary>
/// <param name="Address">Its host, or where a real client is.</param>
/// <param name="Choked">The peer serves it nothing.</param>
/// <param name="Choking">It serves the peer nothing.</param>
/// <param name="Interested">It wants something of the peer.</param>
/// <param name="Interesting">The peer wants something of it.</param>
/// <param name="Optimistic">It is unchoked as the optimistic one, whatever it sends.</param>
/// <param name="Down">Payload bytes per second from it, over the window that the choker looks at.</param>
/// <param name="Received">Payload bytes from it so far.</param>
[GenerateSerializer, Immutable, Alias("netmesh.peer-neighbour")]
public sealed record PeerNeighbour(
    [property: Id(0)] IPv4Address Address,
    [property: Id(1)] bool Choked,
    [property: Id(2)] bool Choking,
    [property: Id(3)] bool Interested,
    [property: Id(4)] bool Interesting,
    [property: Id(5)] bool Optimistic,
    [property: Id(6)] long Down,
    [property: Id(7)] long Received);
