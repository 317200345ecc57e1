using NetMesh.Contracts.Peers;
using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Grains.Peers;

/// <summary>What a peer takes part in, as it remembers it beyond its activation: written once.</summary>
[GenerateSerializer, Alias("netmesh.peer-memory")]
public sealed class PeerMemory
{
    /// <summary>The swarm it is in; null when it is in none.</summary>
    [Id(0)]
    public PeerPlan? Plan { get; set; }
}

/// <summary>How far a peer is, as it remembers it beyond its activation: written every few seconds. Begun pieces are not worth it.</summary>
[GenerateSerializer, Alias("netmesh.peer-progress")]
public sealed class PeerProgress
{
    /// <summary>Verified pieces, as a bitfield message has them.</summary>
    [Id(0)]
    public byte[] Pieces { get; set; } = [];

    /// <summary>The swarm was told of its completion.</summary>
    [Id(1)]
    public bool IsReported { get; set; }

    /// <summary>Whose progress it is: what was kept of an earlier swarm counts for nothing in this one.</summary>
    [Id(2)]
    public Sha1Hash PeerId { get; set; }
}
