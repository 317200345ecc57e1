using NetMesh.Contracts.Peers;
using NetMesh.Grains.Peers.Watching;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Labs.Probes.Swarms;

/// <summary>How many copies of each piece the present peers hold, at one moment.</summary>
/// <param name="Least">Of the rarest piece.</param>
/// <param name="Mean">Over all pieces.</param>
/// <param name="Most">Of the commonest piece.</param>
/// <param name="Rarest">How many pieces have as few copies as the rarest one (Legout et al. 2006 §IV.A.2: the set of the rarest pieces).</param>
public readonly record struct CopyCount(int Least, double Mean, int Most, int Rarest);

/// <summary>
/// Counts the copies of each piece over the peers of one swarm. While only the seeds it began with hold some piece, a swarm is in its transient state: its
/// speed is that of those seeds, whatever the others could give (Legout et al. 2006 §IV.A.1).
/// </summary>
public sealed class PieceCopies : ISwarmWatcher
{
    private readonly Dictionary<IPv4Address, PieceSet> held = [];
    private int[] copies = [];
    private PieceSet? passedOn;
    private TimeSpan began;

    /// <summary>How long the transient state lasted: from the first peer's coming until every piece had been passed on once; null while it lasts.</summary>
    public TimeSpan? Transient { get; private set; }

    /// <summary>The copies now.</summary>
    public CopyCount Count()
    {
        if (copies.Length == 0)
        {
            return default;
        }

        var (least, most, rarest, sum) = (int.MaxValue, 0, 0, 0L);
        foreach (var count in copies)
        {
            rarest = count < least ? 1 : count == least ? rarest + 1 : rarest;
            least = Math.Min(least, count);
            most = Math.Max(most, count);
            sum += count;
        }

        return new CopyCount(least, (double)sum / copies.Length, most, rarest);
    }

    /// <summary>The copies of each piece now, in a byte: 255 stands for 255 or more.</summary>
    public byte[] OneByteEach()
    {
        var each = new byte[copies.Length];
        for (var piece = 0; piece < each.Length; piece++)
        {
            each[piece] = (byte)Math.Min(copies[piece], byte.MaxValue);
        }

        return each;
    }

    void ISwarmWatcher.Joined(PeerPlan peer, PieceSet pieces, TimeSpan now)
    {
        if (passedOn is null)
        {
            copies = new int[pieces.PieceCount];
            passedOn = new PieceSet(pieces.PieceCount);
            began = now;
        }

        Forget(peer.Listen.Address);
        var own = PieceSet.FromBits(pieces.ToBits(), pieces.PieceCount)!;
        held[peer.Listen.Address] = own;
        for (var piece = own.NextFrom(0); piece >= 0; piece = own.NextFrom(piece + 1))
        {
            copies[piece]++;
        }
    }

    void ISwarmWatcher.Verified(PeerPlan peer, int piece, TimeSpan now)
    {
        if (held.TryGetValue(peer.Listen.Address, out var own) && own.Add(piece))
        {
            copies[piece]++;
            if (passedOn!.Add(piece) && passedOn.IsComplete)
            {
                Transient = now - began;
            }
        }
    }

    void ISwarmWatcher.Left(PeerPlan peer, TimeSpan now) => Forget(peer.Listen.Address);

    private void Forget(IPv4Address peer)
    {
        if (held.Remove(peer, out var gone))
        {
            for (var piece = gone.NextFrom(0); piece >= 0; piece = gone.NextFrom(piece + 1))
            {
                copies[piece]--;
            }
        }
    }
}
