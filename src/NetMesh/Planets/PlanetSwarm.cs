using System.Collections.Immutable;
using NetMesh.Contracts.Swarms;
using NetMesh.Protocols.BitTorrent.Torrents;

namespace NetMesh.Planets;

/// <summary>A swarm of the running planet.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Torrent">What it shares.</param>
/// <param name="Members">Its hosts.</param>
internal sealed record PlanetSwarm(string Name, Metainfo Torrent, ImmutableArray<SwarmMember> Members);
