using NetMesh.Clock;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Grains.Trackers;

/// <summary>
/// Peers in no order, packed, each with the time it was last heard of: adding, removing and drawing one at random all take constant time, because the
/// place of a peer that goes is taken by the last one.
/// </summary>
/// <param name="tally">Counts registrations by address, over all rosters of a torrent.</param>
internal sealed class PeerRoster(AddressTally tally)
{
    private readonly Dictionary<Endpoint, int> places = [];
    private (Endpoint Peer, long HeardTicks)[] peers = [];

    public int Count { get; private set; }

    public bool Contains(Endpoint peer) => places.ContainsKey(peer);

    /// <summary>Registers the peer, or notes that it was heard of again.</summary>
    public void Refresh(Endpoint peer, DateTimeOffset now)
    {
        if (!places.TryGetValue(peer, out var place))
        {
            place = Count++;
            places.Add(peer, place);
            tally.Add(peer.Address);
            if (place == peers.Length)
            {
                Array.Resize(ref peers, Math.Max(4, place * 2));
            }
        }

        peers[place] = (peer, now.UtcTicks);
    }

    public bool Remove(Endpoint peer)
    {
        if (!places.Remove(peer, out var place))
        {
            return false;
        }

        tally.Remove(peer.Address);
        var last = --Count;
        if (place != last)
        {
            peers[place] = peers[last];
            places[peers[place].Peer] = place;
        }

        return true;
    }

    /// <summary>Which peer of an address was not heard of for longest; null: none is here. Goes through the whole roster.</summary>
    public (Endpoint Peer, long HeardTicks)? Oldest(IPv4Address address)
    {
        (Endpoint Peer, long HeardTicks)? oldest = null;
        foreach (var entry in peers.AsSpan(0, Count))
        {
            if (entry.Peer.Address == address && (oldest is null || entry.HeardTicks < oldest.Value.HeardTicks))
            {
                oldest = entry;
            }
        }

        return oldest;
    }

    /// <summary>Removes who was last heard of before <paramref name="since"/>.</summary>
    public void Expire(DateTimeOffset since)
    {
        for (var place = Count - 1; place >= 0; place--)
        {
            if (peers[place].HeardTicks < since.UtcTicks)
            {
                Remove(peers[place].Peer);
            }
        }
    }

    /// <summary>
    /// Draws <paramref name="wanted"/> different peers. The roster is cut into that many equal slices and one peer is drawn from each, so every peer
    /// has the same chance and the cost is one random number a peer drawn; it begins at a random slice, because callers dial from the front.
    /// </summary>
    public int Draw(Span<Endpoint> into, int wanted, Endpoint except, RandomStream random)
    {
        // One more slice than wanted, if there is one, so that meeting the asker does not shorten the answer.
        var slices = Math.Min(Count, places.ContainsKey(except) ? wanted + 1 : wanted);
        if (slices == 0)
        {
            return 0;
        }

        var drawn = 0;
        var first = random.Next(slices);
        for (var i = 0; i < slices && drawn < wanted; i++)
        {
            var slice = first + i < slices ? first + i : first + i - slices;
            var from = (int)((long)slice * Count / slices);
            var to = (int)((long)(slice + 1) * Count / slices);
            var peer = peers[to - from == 1 ? from : random.Next(from, to)].Peer;
            if (peer != except)
            {
                into[drawn++] = peer;
            }
        }

        return drawn;
    }
}
