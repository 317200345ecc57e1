using NetMesh.Contracts.Peers;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Grains.Peers.Watching;

/// <summary>Why a neighbour is unchoked.</summary>
public enum UnchokeReason
{
    /// <summary>For what it sends; a seed's slots count as such.</summary>
    Regular,

    /// <summary>As the optimistic one, whatever it sends.</summary>
    Optimistic,
}

/// <summary>
/// Hears what the peers of this process do, as it happens: for measuring and for showing. What it is told of one peer is in order; times are those of the
/// mesh's clock. It must not call back into the mesh, and nothing a peer does depends on it. A watcher implements what it wants to hear.
/// </summary>
public interface ISwarmWatcher
{
    /// <summary>A peer takes part from now on, or goes on after its silo died; what was known of it before is void.</summary>
    /// <param name="pieces">What it has; it changes afterwards, so copy what should stay.</param>
    void Joined(PeerPlan peer, PieceSet pieces, TimeSpan now)
    {
    }

    /// <summary>The hash of one more piece was right.</summary>
    void Verified(PeerPlan peer, int piece, TimeSpan now)
    {
    }

    /// <summary>It has every piece now; comes after the last piece.</summary>
    void Finished(PeerPlan peer, TimeSpan now)
    {
    }

    /// <summary>It is gone, and with it its unchokes and pieces; one that was only put off for a while joins again.</summary>
    void Left(PeerPlan peer, TimeSpan now)
    {
    }

    /// <summary>It unchoked a neighbour, or has another reason to keep it unchoked.</summary>
    void Unchoked(PeerPlan peer, IPv4Address neighbour, UnchokeReason reason, TimeSpan now)
    {
    }

    /// <summary>It choked a neighbour, or lost one that was unchoked.</summary>
    void Choked(PeerPlan peer, IPv4Address neighbour, TimeSpan now)
    {
    }

    /// <summary>A block arrived from a neighbour, wanted or not.</summary>
    /// <param name="bytes">Payload.</param>
    void Received(PeerPlan peer, IPv4Address neighbour, int bytes, TimeSpan now)
    {
    }
}
