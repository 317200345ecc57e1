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

    void ISwarmWatcher.Joined(PeerPlan peer, Protocols.BitTorrent.Content.PieceSet pieces, TimeSpan now) => EndAll(peer.Listen.Address, now);

    void ISwarmWatcher.Left(PeerPlan peer, TimeSpan now) => EndAll(peer.Listen.Address, now);

    void ISwarmWatcher.Unchoked(PeerPlan peer, IPv4Address neighbour, UnchokeReason reason, TimeSpan now)
    {
        var pair = (peer.Listen.Address, neighbour);
        if (!turns.TryGetValue(pair, out var turn))
        {
            turns.Add(pair, turn = new Turn());
        }

        End(turn, now);
        (turn.IsOn, turn.Reason, turn.Since) = (true, reason, now);
    }

    void ISwarmWatcher.Choked(PeerPlan peer, IPv4Address neighbour, TimeSpan now)
    {
        if (turns.TryGetValue((peer.Listen.Address, neighbour), out var turn))
        {
            End(turn, now);
        }
    }

    private void EndAll(IPv4Address by, TimeSpan now)
    {
        foreach (var (pair, turn) in turns)
        {
            if (pair.By == by)
            {
                End(turn, now);
            }
        }
    }

    private void End(Turn turn, TimeSpan now)
    {
        if (turn.IsOn)
        {
            turn.IsOn = false;
            var lasted = Within(turn.Since, now);
            turn.Regular += turn.Reason == UnchokeReason.Regular ? lasted : TimeSpan.Zero;
            turn.Optimistic += turn.Reason == UnchokeReason.Optimistic ? lasted : TimeSpan.Zero;
        }
    }

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
