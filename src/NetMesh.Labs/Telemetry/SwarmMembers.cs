using NetMesh.Contracts.Peers;
using NetMesh.Grains.Peers.Exchange;
using NetMesh.Grains.Peers.Watching;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Labs.Telemetry;

/// <summary>A present peer of a swarm.</summary>
/// <param name="Address">Its host.</param>
/// <param name="IsSeed">It has everything.</param>
/// <param name="Pieces">How many it has.</param>
/// <param name="Down">Payload bytes per second that arrived, see <see cref="RateMeter"/>.</param>
/// <param name="Up">Payload bytes per second that it sent and that arrived at peers of this process.</param>
internal readonly record struct MemberCount(IPv4Address Address, bool IsSeed, int Pieces, long Down, long Up);

/// <summary>Who keeps whom unchoked.</summary>
internal readonly record struct UnchokedPair(IPv4Address By, IPv4Address Neighbour, UnchokeReason Reason);

/// <param name="Peers">Some peers, by address.</param>
/// <param name="Pairs">Who of them keeps whom of them unchoked.</param>
internal sealed record UnchokedAmong(IReadOnlyList<IPv4Address> Peers, IReadOnlyList<UnchokedPair> Pairs);

/// <summary>
/// Each present peer of one swarm: how fast it receives and sends, and whom it keeps unchoked. As large as the swarm is now; who leaves takes everything
/// along. A block costs two look-ups. It is told as <see cref="ISwarmWatcher"/> is.
/// </summary>
internal sealed class SwarmMembers
{
    private readonly Dictionary<IPv4Address, Member> members = [];

    /// <summary>Who ever came.</summary>
    public long Joins { get; private set; }

    /// <summary>Who ever left.</summary>
    public long Leaves { get; private set; }

    /// <summary>How many there are.</summary>
    public int Count => members.Count;

    /// <summary>The first so many by address.</summary>
    /// <param name="most">More are left out.</param>
    /// <param name="now">Of the mesh's clock.</param>
    public IReadOnlyList<MemberCount> First(int most, TimeSpan now) =>
    [
        .. from it in members.OrderBy(it => it.Key).Take(most)
           select new MemberCount(it.Key, it.Value.IsSeed, it.Value.Pieces, it.Value.Down.BytesPerSecond(now), it.Value.Up.BytesPerSecond(now)),
    ];

    /// <summary>Of the first so many peers by address, who keeps which of the others unchoked.</summary>
    public UnchokedAmong Unchoked(int most)
    {
        List<IPv4Address> peers = [.. members.Keys.Order().Take(most)];
        var shown = peers.ToHashSet();
        var pairs = peers.SelectMany(one => members[one].Unchoked
            .Where(other => shown.Contains(other.Key))
            .OrderBy(other => other.Key)
            .Select(other => new UnchokedPair(one, other.Key, other.Value)));
        return new UnchokedAmong(peers, [.. pairs]);
    }

    public void Joined(PeerPlan peer, PieceSet pieces, TimeSpan now)
    {
        // One that goes on after its silo died has not come anew.
        Joins += members.Remove(peer.Listen.Address) ? 0 : 1;
        members.Add(peer.Listen.Address, new Member { IsSeed = pieces.IsComplete, Pieces = pieces.Count });
    }

    public void Verified(PeerPlan peer, int piece, TimeSpan now)
    {
        if (members.TryGetValue(peer.Listen.Address, out var member))
        {
            member.Pieces++;
        }
    }

    public void Finished(PeerPlan peer, TimeSpan now)
    {
        if (members.TryGetValue(peer.Listen.Address, out var member))
        {
            member.IsSeed = true;
        }
    }

    public void Left(PeerPlan peer, TimeSpan now) => Leaves += members.Remove(peer.Listen.Address) ? 1 : 0;

    public void Unchoked(PeerPlan peer, IPv4Address neighbour, UnchokeReason reason, TimeSpan now)
    {
        if (members.TryGetValue(peer.Listen.Address, out var member))
        {
            member.Unchoked[neighbour] = reason;
        }
    }

    public void Choked(PeerPlan peer, IPv4Address neighbour, TimeSpan now)
    {
        if (members.TryGetValue(peer.Listen.Address, out var member))
        {
            member.Unchoked.Remove(neighbour);
        }
    }

    public void Received(PeerPlan peer, IPv4Address neighbour, int bytes, TimeSpan now)
    {
        if (members.TryGetValue(peer.Listen.Address, out var receiver))
        {
            receiver.Down.Add(bytes, now);
        }

        // A real client is none of the members.
        if (members.TryGetValue(neighbour, out var sender))
        {
            sender.Up.Add(bytes, now);
        }
    }

    private sealed class Member
    {
        public RateMeter Down;
        public RateMeter Up;

        public bool IsSeed { get; set; }

        public int Pieces { get; set; }

        public Dictionary<IPv4Address, UnchokeReason> Unchoked { get; } = [];
    }
}
