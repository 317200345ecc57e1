using NetMesh.Contracts.Peers;
using NetMesh.Grains.Peers.Watching;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Testing.Simulation;

/// <summary>Who has the optimistic unchoke of whom, by what the peers say. On the wire one unchoke looks like another.</summary>
/// <param name="now">Virtual time since the start; what peers are told is the time of their silo's clock.</param>
internal sealed class OptimisticTurns(Func<TimeSpan> now) : ISwarmWatcher
{
    private readonly Dictionary<IPv4Address, (IPv4Address Neighbour, TimeSpan Began)> turns = [];

    /// <summary>The neighbour that has this peer's, and since when; null: nobody has.</summary>
    public (IPv4Address Neighbour, TimeSpan Began)? Of(IPv4Address peer) => turns.TryGetValue(peer, out var turn) ? turn : null;

    public void Joined(PeerPlan peer, PieceSet pieces, TimeSpan at) => turns.Remove(peer.Listen.Address);

    public void Left(PeerPlan peer, TimeSpan at) => turns.Remove(peer.Listen.Address);

    public void Unchoked(PeerPlan peer, IPv4Address neighbour, UnchokeReason reason, TimeSpan at)
    {
        if (reason == UnchokeReason.Optimistic)
        {
            turns[peer.Listen.Address] = (neighbour, now());
        }
        else
        {
            Choked(peer, neighbour, at);
        }
    }

    public void Choked(PeerPlan peer, IPv4Address neighbour, TimeSpan at)
    {
        if (turns.TryGetValue(peer.Listen.Address, out var turn) && turn.Neighbour == neighbour)
        {
            turns.Remove(peer.Listen.Address);
        }
    }
}
