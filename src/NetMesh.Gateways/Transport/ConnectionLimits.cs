using NetMesh.Protocols.Addressing;

namespace NetMesh.Gateways.Transport;

/// <summary>
/// How many connections a gateway holds, in total and from one source address. When all are taken, who comes from an address that has few of them takes the
/// place of the oldest connection of the address that has most: a flood displaces itself, not others. Safe from any thread.
/// </summary>
/// <param name="total">At most this many at a time.</param>
/// <param name="perSource">At most this many at a time from one address.</param>
public sealed class ConnectionLimits(int total, int perSource)
{
    private readonly Lock gate = new();
    private readonly Dictionary<IPv4Address, LinkedList<Place>> bySource = [];
    private int open;

    /// <summary>Counts a connection in. A refusal counts nothing.</summary>
    /// <param name="source">Who connects.</param>
    /// <param name="cut">Ends the connection when its place is wanted, from whatever thread; null: it keeps its place.</param>
    /// <param name="reason">Which limit refused it; null when none did.</param>
    /// <returns>What to hand back when it is over; null when it was refused.</returns>
    public Place? TryEnter(IPv4Address source, Action? cut, out string? reason)
    {
        Place? displaced = null;
        Place? entered = null;
        lock (gate)
        {
            var fromSource = bySource.GetValueOrDefault(source)?.Count ?? 0;
            reason = fromSource >= perSource ? RefusalReasons.TooManyFromSource
                : open >= total && (displaced = Displaceable(fromSource + 1)) is null ? RefusalReasons.TooManyConnections
                : null;
            if (reason is null)
            {
                Remove(displaced);
                entered = Add(source, cut);
            }
        }

        displaced?.Cut!();
        return entered;
    }

    /// <summary>Counts a connection out.</summary>
    public void Leave(Place place)
    {
        lock (gate)
        {
            Remove(place);
        }
    }

    /// <summary>The oldest connection of the address that has most, if that is more than the newcomer's will have; a look at all addresses, but only when full.</summary>
    private Place? Displaceable(int most)
    {
        Place? oldest = null;
        foreach (var places in bySource.Values)
        {
            if (places.Count > most && places.FirstOrDefault(static place => place.Cut is not null) is { } first)
            {
                (most, oldest) = (places.Count, first);
            }
        }

        return oldest;
    }

    private Place Add(IPv4Address source, Action? cut)
    {
        if (!bySource.TryGetValue(source, out var places))
        {
            bySource.Add(source, places = []);
        }

        open++;
        var place = new Place(source, cut);
        place.At = places.AddLast(place);
        return place;
    }

    private void Remove(Place? place)
    {
        if (place?.At is not { List: { } places } at)
        {
            return;
        }

        open--;
        places.Remove(at);
        place.At = null;
        if (places.Count == 0)
        {
            bySource.Remove(place.Source);
        }
    }

    /// <summary>A connection's place among those that are held.</summary>
    public sealed class Place
    {
        internal Place(IPv4Address source, Action? cut) => (Source, Cut) = (source, cut);

        internal IPv4Address Source { get; }

        internal Action? Cut { get; }

        /// <summary>Null once it is counted out.</summary>
        internal LinkedListNode<Place>? At { get; set; }
    }
}
