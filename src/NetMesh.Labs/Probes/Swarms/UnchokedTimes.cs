using NetMesh.Contracts.Peers;
using NetMesh.Grains.Peers.Watching;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Labs.Probes.Swarms;

/// <summary>
/// For how long each peer kept each neighbour unchoked, as regular and as optimistic one.
/// </summary>
/// <param name="from">What was before, of the mesh's clock, does not count.</param>
/// <param name="until">Nor what comes after.</param>
public sealed class UnchokedTimes(TimeSpan from, TimeSpan until) : ISwarmWatcher
{
    private readonly SortedDictionary<(IPv4Address By, IPv4Address Neighbour), Turn> turns = [];
    private readonly List<UnchokedTurn> over = [];

    /// <summary>Every pair of which one unchoked the other at some time, with how long so far.</summary>
    public IEnumerable<(IPv4Address By, IPv4Address Neighbour, TimeSpan Regular, TimeSpan Optimistic)> At(TimeSpan now)
    {
        foreach (var ((by, neighbour), turn) in turns)
        {
            var current = turn.IsOn ? Within(turn.Since, now) : TimeSpan.Zero;
            var isOptimistic = turn.Reason == UnchokeReason.Optimistic;
            yield return (by, neighbour, turn.Regular + (isOptimistic ? TimeSpan.Zero : current), turn.Optimistic + (isOptimistic ? current : TimeSpan.Zero));
        }
    }

    /// <summary>Every time that one kept another unchoked, as far as it counts, until now.</summary>
    public IEnumerable<UnchokedTurn> TurnsAt(TimeSpan now) =>
        over.Concat(turns.Where(it => it.Value.IsOn && Within(it.Value.Since, now) > TimeSpan.Zero).Select(it => TurnOf(it.Key, it.Value, now)));

    void ISwarmWatcher.Joined(PeerPlan peer, Protocols.BitTorrent.Content.PieceSet pieces, TimeSpan now) => EndAll(peer.Listen.Address, now);

    void ISwarmWatcher.Left(PeerPlan peer, TimeSpan now) => EndAll(peer.Listen.Address, now);

    void ISwarmWatcher.Unchoked(PeerPlan peer, IPv4Address neighbour, UnchokeReason reason, TimeSpan now)
    {
        var pair = (peer.Listen.Address, neighbour);
        if (!turns.TryGetValue(pair, out var turn))
        {
            turns.Add(pair, turn = new Turn());
        }

        End(pair, turn, now);
        (turn.IsOn, turn.Reason, turn.Since) = (true, reason, now);
    }

    void ISwarmWatcher.Choked(PeerPlan peer, IPv4Address neighbour, TimeSpan now)
    {
        var pair = (peer.Listen.Address, neighbour);
        if (turns.TryGetValue(pair, out var turn))
        {
            End(pair, turn, now);
        }
    }

    private void EndAll(IPv4Address by, TimeSpan now)
    {
        foreach (var (pair, turn) in turns)
        {
            if (pair.By == by)
            {
                End(pair, turn, now);
            }
        }
    }

    private void End((IPv4Address By, IPv4Address Neighbour) pair, Turn turn, TimeSpan now)
    {
        if (turn.IsOn)
        {
            turn.IsOn = false;
            var lasted = Within(turn.Since, now);
            turn.Regular += turn.Reason == UnchokeReason.Regular ? lasted : TimeSpan.Zero;
            turn.Optimistic += turn.Reason == UnchokeReason.Optimistic ? lasted : TimeSpan.Zero;
            if (lasted > TimeSpan.Zero)
            {
                over.Add(TurnOf(pair, turn, now));
            }
        }
    }

    private UnchokedTurn TurnOf((IPv4Address By, IPv4Address Neighbour) pair, Turn turn, TimeSpan end) =>
        new(pair.By, pair.Neighbour, turn.Reason, turn.Since < from ? from : turn.Since, end > until ? until : end);

    private TimeSpan Within(TimeSpan begin, TimeSpan end)
    {
        begin = begin < from ? from : begin;
        end = end > until ? until : end;
        return end > begin ? end - begin : TimeSpan.Zero;
    }

    private sealed class Turn
    {
        public bool IsOn;
        public UnchokeReason Reason;
        public TimeSpan Since;
        public TimeSpan Regular;
        public TimeSpan Optimistic;
    }
}

/// <summary>A time for which one peer kept another unchoked.</summary>
public readonly record struct UnchokedTurn(IPv4Address By, IPv4Address Neighbour, UnchokeReason Reason, TimeSpan Begin, TimeSpan End);
