using NetMesh.Planet.Faults;
using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Grains.Peers.Exchange;

/// <summary>
/// Which HAVEs to send. Verified pieces go into one list in the order of their verification, and a connection remembers how far in it it has told its
/// neighbour. Telling late is telling less: a neighbour that got the piece meanwhile is told nothing (it would only count a copy). So HAVEs go out with the
/// next message to the neighbour; at once to one that we have unchoked, who may ask for the piece; with the next pulse to one that sees nothing in us yet; and
/// to one that waits for its turn anyway, for whom it is a statistic, only now and then.
/// </summary>
/// <param name="pieceCount">Pieces of the torrent.</param>
public sealed class HaveSuppression(int pieceCount)
{
    private int[] verified = new int[Math.Min(pieceCount, 64)];

    /// <summary>For tests of the simulation.</summary>
    internal PlantedBug Bug { get; init; }

    /// <summary>Pieces verified since the start; a connection that was told everything stands here.</summary>
    public int Latest { get; private set; }

    public void Verified(int piece)
    {
        if (Latest == verified.Length)
        {
            Array.Resize(ref verified, 2 * verified.Length);
        }

        verified[Latest++] = piece;
    }

    /// <summary>HAVEs that are worth a message of their own to a neighbour that waits for its turn.</summary>
    public const int Many = 16;

    /// <summary>For how long such a neighbour may be left in the dark; its owner looks every five seconds, so that it is nine on average.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(6);

    /// <summary>Whether HAVEs should go out with this pulse.</summary>
    /// <param name="told">How far the neighbour was told.</param>
    /// <param name="toldAt">When.</param>
    /// <param name="peerInterested">It is interested in us already.</param>
    /// <param name="now">The same clock's time.</param>
    public bool IsDue(int told, TimeSpan toldAt, bool peerInterested, TimeSpan now) =>
        told < Latest && (!peerInterested || Latest - told >= Many || now - toldAt >= Longest);

    /// <summary>When <see cref="IsDue"/> will hold, if nothing happens until then.</summary>
    public TimeSpan DueAt(int told, TimeSpan toldAt, bool peerInterested) =>
        told == Latest ? TimeSpan.MaxValue : !peerInterested || Latest - told >= Many ? TimeSpan.Zero : toldAt + Longest;

    /// <summary>Whether a HAVE should not wait for the next pulse.</summary>
    /// <param name="told">How far the neighbour was told.</param>
    /// <param name="amChoking">We choke it.</param>
    public bool IsUrgent(int told, bool amChoking) => told < Latest && !amChoking;

    /// <summary>The next piece to tell a neighbour of; -1: nothing more.</summary>
    /// <param name="told">How far it was told; moves on.</param>
    /// <param name="theirs">What it has; null: nothing is known.</param>
    public int Next(ref int told, PieceSet? theirs)
    {
        while (told < Latest)
        {
            var piece = verified[told++];
            if (theirs is null || !theirs.Has(piece))
            {
                told = Bug == PlantedBug.TooManyHavesSuppressed ? Latest : told;
                return piece;
            }
        }

        return -1;
    }
}
