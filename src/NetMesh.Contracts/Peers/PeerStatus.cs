using NetMesh.Protocols.Addressing;

namespace NetMesh.Contracts.Peers;

/// <summary>What a peer is doing.</summary>
public enum PeerState
{
    /// <summary>Not a member of any swarm.</summary>
    Idle,
    Leeching,
    Seeding,
}

/// <summary>A peer as seen from outside, at one moment.</summary>
/// <param name="Address">The peer's host.</param>
/// <param name="State">What it is doing.</param>
/// <param name="PiecesHad">Verified pieces.</param>
/// <param name="PieceCount">Pieces of the torrent; 0 when idle.</param>
/// <param name="Downloaded">Payload bytes received since it joined.</param>
/// <param name="Uploaded">Payload bytes sent since it joined.</param>
/// <param name="Connections">Open connections.</param>
/// <param name="Unchoked">Peers it is uploading to.</param>
/// <param name="PiecesFailed">Pieces whose hash was wrong.</param>
/// <param name="Banned">Peers it will not speak to again.</param>
[GenerateSerializer, Immutable, Alias("netmesh.peer-status")]
public sealed record PeerStatus(
    [property: Id(0)] IPv4Address Address,
    [property: Id(1)] PeerState State,
    [property: Id(2)] int PiecesHad,
    [property: Id(3)] int PieceCount,
    [property: Id(4)] long Downloaded,
    [property: Id(5)] long Uploaded,
    [property: Id(6)] int Connections,
    [property: Id(7)] int Unchoked,
    [property: Id(8)] int PiecesFailed,
    [property: Id(9)] int Banned);
