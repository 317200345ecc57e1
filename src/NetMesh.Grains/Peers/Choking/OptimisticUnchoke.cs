using NetMesh.Planet.Faults;

namespace NetMesh.Grains.Peers.Choking;

/// <summary>
/// The optimistic unchoke (BEP 3; Cohen 2003 §3.2.3): one neighbour is unchoked whatever it sends, another one every 30 s, to find better partners and to
/// give newcomers a first piece. BEP 3 draws lots, with three tickets for newcomers; here whoever waited longest is next, so that newcomers come first
/// and, among the same neighbours, everybody gets the same time.
/// </summary>
public sealed class OptimisticUnchoke
{
    /// <summary>How long a turn lasts.</summary>
    public static readonly TimeSpan Turn = TimeSpan.FromSeconds(30);

    /// <summary>For tests of the simulation.</summary>
    internal PlantedBug Bug { get; init; }

    private TimeSpan began = ChokeCandidate.Never;

    /// <summary>The neighbour whose turn it is; -1: nobody's.</summary>
    public int Neighbour { get; private set; } = -1;

    /// <summary>Adds the optimistic one to those that another choker has chosen before. Returns true when a new turn began.</summary>
    public bool Choose(Span<ChokeCandidate> candidates, TimeSpan now)
    {
        var longest = -1;
        for (var i = 0; i < candidates.Length; i++)
        {
            ref var candidate = ref candidates[i];
            if (!candidate.IsInterested || candidate.IsChosen)
            {
                continue;
            }

            if (candidate.Neighbour == Neighbour && (now - began < Turn || Bug == PlantedBug.OptimisticSlotNeverRotates))
            {
                candidate.IsChosen = true;
                return false;
            }

            if (longest < 0 || WaitedLonger(candidate, candidates[longest]))
            {
                longest = i;
            }
        }

        if (longest < 0)
        {
            Neighbour = -1;
            return false;
        }

        candidates[longest].IsChosen = true;
        candidates[longest].LastOptimistic = now;
        Neighbour = candidates[longest].Neighbour;
        began = now;
        return true;
    }

    private static bool WaitedLonger(ChokeCandidate a, ChokeCandidate b) =>
        a.LastOptimistic != b.LastOptimistic ? a.LastOptimistic < b.LastOptimistic
        : a.Lot != b.Lot ? a.Lot < b.Lot : a.Neighbour < b.Neighbour;
}
