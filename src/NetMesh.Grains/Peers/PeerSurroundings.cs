using NetMesh.Clock;
using NetMesh.Grains.Peers.Exchange;
using NetMesh.Grains.Peers.Watching;
using NetMesh.Grains.Pieces;
using NetMesh.Planet.Faults;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;

namespace NetMesh.Grains.Peers;

/// <summary>Who runs a <see cref="SwarmPeer"/> and hears how it fares.</summary>
public interface ISwarmPeerOwner
{
    /// <summary>A piece more is verified.</summary>
    void OnVerified(int piece);

    /// <summary>The last piece is verified.</summary>
    void OnCompleted();
}

/// <summary>What a peer of a swarm needs of its surroundings.</summary>
public sealed record PeerSurroundings(
    INetwork Network, PlanetMap Map, IPieceStore Store, BlockMessageTables Tables, RandomStreams Random, SwarmWatch Watch)
{
    /// <summary>For tests of the simulation.</summary>
    internal PlantedBug Bug { get; init; }
}
