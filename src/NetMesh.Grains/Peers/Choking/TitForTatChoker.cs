namespace NetMesh.Grains.Peers.Choking;

/// <summary>
/// Tit for tat, a leecher's choker (BEP 3; Cohen 2003 §3.2): every ten seconds the interested neighbours that sent us most are unchoked. Those that send
/// nothing get what slots are left, each for three rounds at most while others wait: time to prove themselves.
/// </summary>
/// <param name="slots">Neighbours unchoked for what they send; four in the textbook. The optimistic one comes on top.</param>
public sealed class TitForTatChoker(int slots)
{
    /// <summary>Time between two rounds.</summary>
    public static readonly TimeSpan Round = TimeSpan.FromSeconds(10);

    /// <summary>How long a neighbour that sends nothing keeps a slot for which others wait.</summary>
    public static readonly TimeSpan Patience = 3 * Round;

    private static readonly Comparison<ChokeCandidate> ByMerit = Compare;

    /// <summary>Marks the chosen ones; the order of the candidates changes.</summary>
    public void Choose(Span<ChokeCandidate> candidates, TimeSpan now)
    {
        foreach (ref var candidate in candidates)
        {
            candidate.IsChosen = false;

            // Without merit, one is as good as another, but who has had a slot for long goes to the back of the queue.
            if (candidate.RateReceived == 0 && candidate.IsUnchoked)
            {
                candidate.Since = now - candidate.Since < Patience ? ChokeCandidate.Never : now;
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
