using NetMesh.Clock;
using NetMesh.Grains.Peers.Choking;

namespace NetMesh.Grains.Tests.Peers.Choking;

/// <summary>Runs chokers round after round over neighbours whose rates the test sets, as a peer does.</summary>
internal sealed class ChokingRounds(int neighbours)
{
    private readonly RandomStream random = new(7);
    private readonly bool[] unchoked = new bool[neighbours];
    private readonly TimeSpan[] since = Fill(neighbours);
    private readonly TimeSpan[] optimistic = Fill(neighbours);

    public long[] Rates { get; } = new long[neighbours];

    public HashSet<int> Snubbing { get; } = [];

    public HashSet<int> Uninterested { get; } = [];

    public TimeSpan Now { get; private set; }

    public TimeSpan[] UnchokedTime { get; } = new TimeSpan[neighbours];

    public int[] Unchoked => [.. Enumerable.Range(0, neighbours).Where(i => unchoked[i])];

    public void Run(TitForTatChoker choker) => Round((candidates, now) => choker.Choose(candidates, now));

    public void Run(SeedChoker choker) => Round((candidates, now) => choker.Choose(candidates, now));

    public void Run(OptimisticUnchoke choker) => Round((candidates, now) => choker.Choose(candidates, now));

    private delegate void Choose(Span<ChokeCandidate> candidates, TimeSpan now);

    private void Round(Choose choose)
    {
        var candidates = new ChokeCandidate[neighbours];
        for (var i = 0; i < neighbours; i++)
        {
            candidates[i] = new ChokeCandidate
            {
                Neighbour = i,
                IsInterested = !Uninterested.Contains(i),
                IsSnubbing = Snubbing.Contains(i),
                RateReceived = Rates[i],
                IsUnchoked = unchoked[i],
                Since = since[i],
                LastOptimistic = optimistic[i],
                Lot = random.Next(),
            };
        }

        choose(candidates, Now);
        foreach (var candidate in candidates)
        {
            var i = candidate.Neighbour;
            if (unchoked[i] != candidate.IsChosen)
            {
                unchoked[i] = candidate.IsChosen;
                since[i] = Now;
            }

            optimistic[i] = candidate.LastOptimistic;
            UnchokedTime[i] += candidate.IsChosen ? TitForTatChoker.Round : TimeSpan.Zero;
        }

        Now += TitForTatChoker.Round;
    }

    private static TimeSpan[] Fill(int count)
    {
        var times = new TimeSpan[count];
        Array.Fill(times, ChokeCandidate.Never);
        return times;
    }
}
