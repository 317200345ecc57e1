using NetMesh.Contracts.Peers;
using NetMesh.Planet.Faults;

namespace NetMesh.Grains.Peers.Choking;

/// <summary>
/// A seed's choker. Nobody has anything to give to a seed, so its slots go round: whoever has waited longest is next, and a turn lasts one round, so
/// that a swarm's first pieces are spread widely and nobody gets far ahead. A third of the slots change hands in one round at most, so that the uplink is
/// never without a request.
/// </summary>
/// <param name="slots">Neighbours unchoked at a time.</param>
public sealed class SeedChoker(int slots)
{
    /// <summary>The textbook's number of slots, and the least a seed opens.</summary>
    public const int TextbookSlots = 4;

    /// <summary>How long a neighbour keeps its slot while others wait.</summary>
    public static readonly TimeSpan Turn = TitForTatChoker.Round;

    /// <summary>For tests of the simulation.</summary>
    internal PlantedBug Bug { get; init; }

    private static readonly Comparison<ChokeCandidate> ByWaiting = Compare;

    /// <summary>
    /// How many slots a seed opens: at least four, and with <see cref="SeedChoking.FillUplink"/> as many as it takes to fill the uplink when every
    /// neighbour takes half of what its downlink can: others send to it, too, and what they send must find room. (Where a seed of 30 Mb/s served thirty
    /// neighbours with uplinks of 1 Mb/s and downlinks of 2 Mb/s, the last one was done 9 % later if two thirds were assumed. With all of the downlink, the
    /// seed was busy for 72 % of the time.)
    /// </summary>
    /// <param name="choking">The rule.</param>
    /// <param name="upBitsPerSecond">The seed's uplink; 0: unlimited.</param>
    /// <param name="downBitsPerSecond">A neighbour's downlink; 0: unlimited.</param>
    /// <param name="most">Connections the seed keeps: no use in more slots.</param>
    public static int SlotsFor(SeedChoking choking, long upBitsPerSecond, long downBitsPerSecond, int most)
    {
        if (choking == SeedChoking.FourSlots || downBitsPerSecond == 0)
        {
            return TextbookSlots;
        }

        var fill = upBitsPerSecond == 0 ? most : (long)Math.Ceiling(2.0 * upBitsPerSecond / downBitsPerSecond);
        return (int)Math.Clamp(fill, TextbookSlots, Math.Max(most, TextbookSlots));
    }

    /// <summary>Marks the chosen ones; the order of the candidates changes.</summary>
    public void Choose(Span<ChokeCandidate> candidates, TimeSpan now)
    {
        var left = slots;
        var turnsOver = 0;
        foreach (ref var candidate in candidates)
        {
            candidate.IsChosen = candidate is { IsInterested: true, IsUnchoked: true } && left > 0
                && (now - candidate.Since < Turn || Bug == PlantedBug.SeedSlotsNeverRotate);
            left -= candidate.IsChosen ? 1 : 0;
            turnsOver += candidate is { IsInterested: true, IsUnchoked: true, IsChosen: false } ? 1 : 0;
        }

        // Those whose turn is over stay as long as nobody may take their place in this round.
        candidates.Sort(ByWaiting);
        var stay = Math.Min(left, Math.Max(0, turnsOver - ((slots + 2) / 3)));
        for (var i = 0; i < candidates.Length && stay > 0; i++)
        {
            ref var candidate = ref candidates[i];
            if (candidate is { IsInterested: true, IsUnchoked: true, IsChosen: false })
            {
                candidate.IsChosen = true;
                stay--;
                left--;
            }
        }

        foreach (ref var candidate in candidates)
        {
            if (left > 0 && candidate is { IsInterested: true, IsChosen: false })
            {
                candidate.IsChosen = true;
                left--;
            }
        }
    }

    // The choked ones by how long they have waited, then the unchoked ones, the longest served last; among equals the lot decides.
    private static int Compare(ChokeCandidate a, ChokeCandidate b)
    {
        if (a.IsUnchoked != b.IsUnchoked)
        {
            return a.IsUnchoked.CompareTo(b.IsUnchoked);
        }

        var since = a.IsUnchoked ? b.Since.CompareTo(a.Since) : a.Since.CompareTo(b.Since);
        return since != 0 ? since : a.Lot != b.Lot ? a.Lot.CompareTo(b.Lot) : a.Neighbour.CompareTo(b.Neighbour);
    }
}
