using NetMesh.Contracts.Peers;

namespace NetMesh.Grains.Peers;

/// <summary>What a peer remembers beyond its activation: begun pieces are not worth it.</summary>
[GenerateSerializer, Alias("netmesh.peer-memory")]
public sealed class PeerMemory
{
    /// <summary>The swarm it is in; null when it is in none.</summary>
    [Id(0)]
    public PeerPlan? Plan { get; set; }

    /// <summary>Verified pieces, as a bitfield message has them.</summary>
    [Id(1)]
    public byte[] Pieces { get; set; } = [];

    /// <summary>The swarm was told of its completion.</summary>
    [Id(2)]
    public bool IsReported { get; set; }
}
