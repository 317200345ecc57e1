using NetMesh.Contracts.Peers;
using NetMesh.Grains.Peers.Watching;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Labs.Probes.Swarms;

/// <summary>
/// Who would be interested in whom: a peer in another one that has a piece which it lacks (BEP 3). While every peer is interested in every other one, all
/// uplinks can be used whoever is unchoked; Legout et al. 2006 (§IV.A.1) call that ideal entropy. They take the time for which two neighbours were
/// interested in each other; here it is the pairs of a moment, of all peers that are there and lack something, neighbours or not.
/// </summary>
/// <param name="mostPeers">Pairs grow with the square of the peers: of a larger swarm, this many stand for all.</param>
public sealed class PeerInterest(int mostPeers = 300) : ISwarmWatcher
{
    private readonly SortedDictionary<IPv4Address, PieceSet> leechers = [];

    /// <summary>
    /// The share of the ordered pairs of leechers of which the first is interested in the second, from 0 to 1; null while there are fewer than two. One
    /// that has just come has nothing to offer, and counts.
    /// </summary>
    public double? Share
    {
        get
        {
            var stride = (leechers.Count + mostPeers - 1) / mostPeers;
            var asked = leechers.Values.Where((_, index) => index % stride == 0).ToList();
            if (asked.Count < 2)
            {
                return null;
            }

            var interested = asked.Sum(one => asked.Count(other => one.LacksSomeOf(other)));
            return (double)interested / (asked.Count * (asked.Count - 1));
        }
    }

    void ISwarmWatcher.Joined(PeerPlan peer, PieceSet pieces, TimeSpan now)
    {
        leechers.Remove(peer.Listen.Address);
        if (!pieces.IsComplete)
        {
            leechers[peer.Listen.Address] = PieceSet.FromBits(pieces.ToBits(), pieces.PieceCount)!;
        }
    }

    void ISwarmWatcher.Verified(PeerPlan peer, int piece, TimeSpan now)
    {
        if (leechers.TryGetValue(peer.Listen.Address, out var own))
        {
            own.Add(piece);
        }
    }

    void ISwarmWatcher.Finished(PeerPlan peer, TimeSpan now) => leechers.Remove(peer.Listen.Address);

    void ISwarmWatcher.Left(PeerPlan peer, TimeSpan now) => leechers.Remove(peer.Listen.Address);
}
