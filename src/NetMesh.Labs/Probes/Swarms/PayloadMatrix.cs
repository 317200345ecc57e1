using NetMesh.Contracts.Peers;
using NetMesh.Grains.Peers.Watching;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Labs.Probes.Swarms;

/// <summary>Who gave how much payload to whom, in bytes: blocks that nobody needed any more count, too, because they took the links' time.</summary>
public sealed class PayloadMatrix : ISwarmWatcher
{
    private readonly Dictionary<(IPv4Address Giver, IPv4Address Receiver), long> bytes = [];

    /// <summary>Everything so far.</summary>
    public long Total { get; private set; }

    /// <summary>All pairs of which one gave something to the other, ordered by their addresses.</summary>
    public IReadOnlyList<(IPv4Address Giver, IPv4Address Receiver, long Bytes)> Pairs =>
        [.. from pair in bytes orderby pair.Key select (pair.Key.Giver, pair.Key.Receiver, pair.Value)];

    /// <summary>Sums up what givers of one kind gave to receivers of another.</summary>
    public long Between(Func<IPv4Address, bool> givers, Func<IPv4Address, bool> receivers)
    {
        var sum = 0L;
        foreach (var (giver, receiver, given) in Pairs)
        {
            sum += givers(giver) && receivers(receiver) ? given : 0;
        }

        return sum;
    }

    /// <summary>
    /// How much more peers of one kind deal with their own kind than chance would have it: the share of the payload that stays within its kind, over what
    /// that share were if every giver gave to every kind in proportion to what that kind receives. 1: kinds do not matter (Legout et al. 2007 call it
    /// clustering).
    /// </summary>
    /// <param name="kindOf">A peer's kind; null leaves it out, as giver and as receiver.</param>
    public double Clustering(Func<IPv4Address, string?> kindOf)
    {
        var given = new SortedDictionary<string, double>(StringComparer.Ordinal);
        var received = new SortedDictionary<string, double>(StringComparer.Ordinal);
        var (total, within) = (0.0, 0.0);
        foreach (var (giver, receiver, sent) in Pairs)
        {
            if (kindOf(giver) is not { } from || kindOf(receiver) is not { } to)
            {
                continue;
            }

            total += sent;
            within += from == to ? sent : 0;
            given[from] = given.GetValueOrDefault(from) + sent;
            received[to] = received.GetValueOrDefault(to) + sent;
        }

        var byChance = given.Sum(kind => kind.Value * received.GetValueOrDefault(kind.Key)) / (total * total);
        return total == 0 ? double.NaN : within / total / byChance;
    }

    void ISwarmWatcher.Received(PeerPlan peer, IPv4Address neighbour, int bytes, TimeSpan now)
    {
        var pair = (neighbour, peer.Listen.Address);
        this.bytes[pair] = this.bytes.GetValueOrDefault(pair) + bytes;
        Total += bytes;
    }
}
