using NetMesh.Contracts.Peers;
using NetMesh.Grains.Peers.Watching;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Labs.Telemetry;

/// <summary>A tally of every swarm whose peers tell what they do. A swarm is everybody who shares one torrent.</summary>
internal sealed class SwarmTallies(PlanetMap map) : ISwarmWatcher
{
    private readonly Dictionary<Sha1Hash, SwarmTally> all = [];

    /// <summary>In the order in which their first peers came.</summary>
    public IEnumerable<SwarmTally> All => all.Values;

    /// <summary>Null when none of its peers has been here.</summary>
    public SwarmTally? Of(Sha1Hash infoHash) => all.GetValueOrDefault(infoHash);

    void ISwarmWatcher.Joined(PeerPlan peer, PieceSet pieces, TimeSpan now) => Of(peer).Joined(peer, pieces, now);

    void ISwarmWatcher.Verified(PeerPlan peer, int piece, TimeSpan now) => Of(peer).Verified(peer, piece, now);

    void ISwarmWatcher.Finished(PeerPlan peer, TimeSpan now) => Of(peer).Finished(peer, now);

    void ISwarmWatcher.Left(PeerPlan peer, TimeSpan now) => Of(peer).Left(peer, now);

    void ISwarmWatcher.Unchoked(PeerPlan peer, IPv4Address neighbour, UnchokeReason reason, TimeSpan now) => Of(peer).Unchoked(peer, neighbour, reason, now);

    void ISwarmWatcher.Choked(PeerPlan peer, IPv4Address neighbour, TimeSpan now) => Of(peer).Choked(peer, neighbour, now);

    void ISwarmWatcher.Received(PeerPlan peer, IPv4Address neighbour, int bytes, TimeSpan now) => Of(peer).Received(peer, neighbour, bytes, now);

    private SwarmTally Of(PeerPlan peer)
    {
        if (!all.TryGetValue(peer.Torrent.InfoHash, out var tally))
        {
            all.Add(peer.Torrent.InfoHash, tally = new SwarmTally(peer.Swarm, peer.Torrent, map));
        }

        return tally;
    }
}
