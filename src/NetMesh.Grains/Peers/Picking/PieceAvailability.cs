using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Grains.Peers.Picking;

/// <summary>
/// How many neighbours have each piece, and which pieces are free to be picked. Free pieces stand in one array ordered by their number of copies, so
/// that a HAVE moves a piece past the edge of its bucket in O(1) and the rarest ones are found at the front.
/// </summary>
public sealed class PieceAvailability
{
    private readonly ushort[] copies;
    private readonly int[] order;
    private readonly int[] place;
    private int[] ends = new int[8];

    /// <param name="pieceCount">Pieces of the torrent; none is free at first.</param>
    public PieceAvailability(int pieceCount)
    {
        copies = new ushort[pieceCount];
        order = new int[pieceCount];
        place = new int[pieceCount];
        Free = new PieceSet(pieceCount);
    }

    /// <summary>Pieces that may be picked: neither verified nor begun.</summary>
    public PieceSet Free { get; }

    /// <summary>Free pieces that some neighbour has.</summary>
    public int FreeAndOffered => Free.Count - ends[0];

    /// <summary>Most copies any free piece can have: buckets 0 to this one exist.</summary>
    public int HighestBucket => ends.Length - 1;

    /// <summary>Neighbours that have the piece.</summary>
    public int Copies(int piece) => copies[piece];

    /// <summary>The free pieces that have this many copies, in no particular order.</summary>
    public ReadOnlySpan<int> Bucket(int copiesEach)
    {
        var start = copiesEach == 0 ? 0 : ends[copiesEach - 1];
        return order.AsSpan(start, ends[copiesEach] - start);
    }

    /// <summary>A neighbour has the piece.</summary>
    public void Gained(int piece)
    {
        var level = copies[piece]++;
        if (level + 1 >= ends.Length)
        {
            Array.Resize(ref ends, 2 * ends.Length);
            Array.Fill(ends, Free.Count, ends.Length / 2, ends.Length / 2);
        }

        if (Free.Has(piece))
        {
            // The last place of its bucket becomes the first of the next one.
            Swap(place[piece], --ends[level]);
        }
    }

    /// <summary>A neighbour that had the piece is gone.</summary>
    public void Lost(int piece)
    {
        var level = copies[piece]--;
        if (Free.Has(piece))
        {
            Swap(place[piece], ends[level - 1]++);
        }
    }

    /// <summary>A neighbour has all these.</summary>
    public void Gained(PieceSet pieces)
    {
        for (var piece = pieces.NextFrom(0); piece >= 0; piece = pieces.NextFrom(piece + 1))
        {
            Gained(piece);
        }
    }

    /// <summary>A neighbour that had all these is gone.</summary>
    public void Lost(PieceSet pieces)
    {
        for (var piece = pieces.NextFrom(0); piece >= 0; piece = pieces.NextFrom(piece + 1))
        {
            Lost(piece);
        }
    }

    /// <summary>The piece may be picked from now on.</summary>
    public void Release(int piece)
    {
        var level = copies[piece];
        if (!Free.Add(piece))
        {
            return;
        }

        // It enters behind the last bucket; each bucket above its own hands its first place on to the back.
        var hole = Free.Count - 1;
        for (var i = ends.Length - 1; i > level; i--)
        {
            hole = MoveIntoHole(ends[i - 1], hole);
            ends[i]++;
        }

        ends[level]++;
        Move(piece, hole);
    }

    /// <summary>The piece was begun or is had: no picking it.</summary>
    public void Withdraw(int piece)
    {
        if (!Free.Remove(piece))
        {
            return;
        }

        var hole = place[piece];
        for (var i = (int)copies[piece]; i < ends.Length; i++)
        {
            hole = MoveIntoHole(--ends[i], hole);
        }
    }

    private void Swap(int here, int there)
    {
        var piece = order[here];
        Move(order[there], here);
        Move(piece, there);
    }

    private void Move(int piece, int to)
    {
        order[to] = piece;
        place[piece] = to;
    }

    // An empty bucket's edge lies at the hole itself: nothing moves.
    private int MoveIntoHole(int from, int hole)
    {
        if (from != hole)
        {
            Move(order[from], hole);
        }

        return from;
    }
}
