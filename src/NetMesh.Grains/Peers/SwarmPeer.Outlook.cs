using System.Collections.Immutable;
using System.Runtime.InteropServices;
using NetMesh.Contracts.Peers;
using NetMesh.Grains.Peers.Watching;

namespace NetMesh.Grains.Peers;

// What it sees, for who looks at it: looking changes nothing.
public sealed partial class SwarmPeer
{
    /// <summary>Neighbours that have not shaken hands yet are left out.</summary>
    public PeerOutlook Outlook(TimeSpan now) => new(
        Status, ImmutableCollectionsMarshal.AsImmutableArray(Pieces.ToBits()), [.. neighbours.All.Where(one => one.IsShaken).Select(one => Seen(one, now))]);

    private static PeerNeighbour Seen(PeerConnection connection, TimeSpan now)
    {
        // A copy: to ask the meter moves its window.
        var received = connection.Received;
        var session = connection.Session;
        return new PeerNeighbour(
            connection.Remote.Address, session.AmChoking, session.PeerChoking, session.PeerInterested, session.AmInterested,
            !session.AmChoking && connection.UnchokedFor == UnchokeReason.Optimistic, received.BytesPerSecond(now), received.Total);
    }
}
