namespace NetMesh.Grains.Peers.Choking;

/// <summary>
/// Tit for tat, a leecher's choker (BEP 3; Cohen 2003 §3.2): every ten seconds the interested neighbours that sent us most are unchoked. Those that send
/// nothing get what slots are left, each for three rounds or a piece's time while others wait: time to prove themselves.
/// </summary>
/// <param name="slots">Neighbours unchoked for what they send; four in the textbook. The optimistic one comes on top.</param>
/// <param name="patience">How long a neighbour that sends nothing keeps a slot for which others wait; null: <see cref="LeastPatience"/>.</param>
public sealed class TitForTatChoker(int slots, TimeSpan? patience = null)
{
    /// <summary>Time between two rounds.</summary>
    public static readonly TimeSpan Round = TimeSpan.FromSeconds(10);

    /// <summary>The least time that a neighbour gets to prove itself.</summary>
    public static readonly TimeSpan LeastPatience = 3 * Round;

    /// <summary>The most: a free rider is found out.</summary>
    public static readonly TimeSpan MostPatience = 12 * Round;

    private static readonly Comparison<ChokeCandidate> ByMerit = Compare;

    /// <summary>
    /// How long a neighbour gets: long enough for a whole piece over its part of the uplink, because with less it has nothing to give. Over thin uplinks three
    /// rounds are too short, and in a new swarm parts of pieces pile up with which nobody can do anything.
    /// </summary>
    /// <param name="pieceLength">Bytes of a piece.</param>
    /// <param name="upBitsPerSecond">The uplink; 0: unlimited.</param>
    /// <param name="served">Neighbours that share it.</param>
    public static TimeSpan PatienceFor(int pieceLength, long upBitsPerSecond, int served)
    {
        var rounds = upBitsPerSecond == 0 ? 0 : Math.Ceiling(8.0 * pieceLength * served / upBitsPerSecond / Round.TotalSeconds);
        return Math.Clamp(rounds, LeastPatience / Round, MostPatience / Round) * Round;
    }

    /// <summary>Marks the chosen ones; the order of the candidates changes.</summary>
    public void Choose(Span<ChokeCandidate> candidates, TimeSpan now)
    {
        foreach (ref var candidate in candidates)
        {
            candidate.IsChosen = false;

            // Without merit, one is as good as another, but who has had a slot for long goes to the back of the queue.
            if (candidate.RateReceived == 0 && candidate.IsUnchoked)
            {
                candidate.Since = now - candidate.Since < (patience ?? LeastPatience) ? ChokeCandidate.Never : now;
            }
        }

        candidates.Sort(ByMerit);
        var left = slots;
        foreach (ref var candidate in candidates)
        {
            if (left > 0 && candidate is { IsInterested: true, IsSnubbing: false })
            {
                candidate.IsChosen = true;
                left--;
            }
        }
    }

    private static int Compare(ChokeCandidate a, ChokeCandidate b)
    {
        if (a.RateReceived != b.RateReceived)
        {
            return b.RateReceived.CompareTo(a.RateReceived);
        }

        return a.Since != b.Since ? a.Since.CompareTo(b.Since)
            : a.IsUnchoked != b.IsUnchoked ? b.IsUnchoked.CompareTo(a.IsUnchoked)
            : a.Lot != b.Lot ? a.Lot.CompareTo(b.Lot) : a.Neighbour.CompareTo(b.Neighbour);
    }
}
