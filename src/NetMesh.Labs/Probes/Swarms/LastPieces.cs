using NetMesh.Contracts.Peers;
using NetMesh.Grains.Peers.Watching;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Labs.Probes.Swarms;

/// <summary>
/// How long peers that finish waited for their last piece after the last but one. Far more than for any other is the last-piece problem: a piece that hardly
/// anybody has, for which all wait together.
/// </summary>
public sealed class LastPieces : ISwarmWatcher
{
    private readonly Dictionary<IPv4Address, (TimeSpan Before, TimeSpan Latest)> verified = [];

    /// <summary>One wait for every peer that finished, in the order in which they did.</summary>
    public List<TimeSpan> Waits { get; } = [];

    void ISwarmWatcher.Joined(PeerPlan peer, PieceSet pieces, TimeSpan now) => verified[peer.Listen.Address] = (now, now);

    void ISwarmWatcher.Verified(PeerPlan peer, int piece, TimeSpan now)
    {
        if (verified.TryGetValue(peer.Listen.Address, out var times))
        {
            verified[peer.Listen.Address] = (times.Latest, now);
        }
    }

    void ISwarmWatcher.Finished(PeerPlan peer, TimeSpan now)
    {
        if (verified.Remove(peer.Listen.Address, out var times))
        {
            Waits.Add(times.Latest - times.Before);
        }
    }
}
