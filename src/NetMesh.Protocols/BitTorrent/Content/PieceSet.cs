using System.Numerics;

namespace NetMesh.Protocols.BitTorrent.Content;

/// <summary>A set of a torrent's pieces, one bit each; tests between two sets go by words of 64.</summary>
/// <param name="pieceCount">Pieces of the torrent.</param>
public sealed class PieceSet(int pieceCount)
{
    private readonly ulong[] words = new ulong[(pieceCount + 63) / 64];

    /// <summary>Pieces of the torrent.</summary>
    public int PieceCount { get; } = pieceCount;

    /// <summary>Pieces in the set.</summary>
    public int Count { get; private set; }

    public bool IsEmpty => Count == 0;

    public bool IsComplete => Count == PieceCount;

    /// <summary>The set as words, lowest piece in the lowest bit: for those who look at many pieces at once.</summary>
    public ReadOnlySpan<ulong> Words => words;

    /// <summary>Every piece of the torrent.</summary>
    public static PieceSet All(int pieceCount)
    {
        var set = new PieceSet(pieceCount);
        set.AddAll();
        return set;
    }

    /// <summary>
    /// Reads the payload of a <c>bitfield</c> message (BEP 3): high bit of the first byte is piece 0. Null when the length is not that of the torrent
    /// or a spare bit at the end is set.
    /// </summary>
    public static PieceSet? FromBits(ReadOnlySpan<byte> bits, int pieceCount)
    {
        if (bits.Length != (pieceCount + 7) / 8 || ((pieceCount & 7) != 0 && (bits[^1] & (0xFF >> (pieceCount & 7))) != 0))
        {
            return null;
        }

        var set = new PieceSet(pieceCount);
        for (var i = 0; i < bits.Length; i++)
        {
            set.words[i >> 3] |= (ulong)Mirror(bits[i]) << (8 * (i & 7));
            set.Count += BitOperations.PopCount(bits[i]);
        }

        return set;
    }

    /// <summary>The payload of a <c>bitfield</c> message; the spare bits are clear.</summary>
    public byte[] ToBits()
    {
        var bits = new byte[(PieceCount + 7) / 8];
        for (var i = 0; i < bits.Length; i++)
        {
            bits[i] = Mirror((byte)(words[i >> 3] >> (8 * (i & 7))));
        }

        return bits;
    }

    public bool Has(int piece) => (words[piece >> 6] & (1UL << (piece & 63))) != 0;

    /// <summary>Returns false when it was there already.</summary>
    public bool Add(int piece)
    {
        ref var word = ref words[piece >> 6];
        var bit = 1UL << (piece & 63);
        if ((word & bit) != 0)
        {
            return false;
        }

        word |= bit;
        Count++;
        return true;
    }

    /// <summary>Returns false when it was not there.</summary>
    public bool Remove(int piece)
    {
        ref var word = ref words[piece >> 6];
        var bit = 1UL << (piece & 63);
        if ((word & bit) == 0)
        {
            return false;
        }

        word &= ~bit;
        Count--;
        return true;
    }

    public void AddAll()
    {
        Array.Fill(words, ulong.MaxValue);
        if ((PieceCount & 63) != 0)
        {
            words[^1] = (1UL << (PieceCount & 63)) - 1;
        }

        Count = PieceCount;
    }

    /// <summary>The other set, of the same torrent, has a piece that this one lacks.</summary>
    public bool LacksSomeOf(PieceSet other)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if ((other.words[i] & ~words[i]) != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Some piece is in both sets, which are of the same torrent.</summary>
    public bool Meets(PieceSet other)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if ((other.words[i] & words[i]) != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Pieces in both sets.</summary>
    public int CountCommon(PieceSet other)
    {
        var count = 0;
        for (var i = 0; i < words.Length; i++)
        {
            count += BitOperations.PopCount(other.words[i] & words[i]);
        }

        return count;
    }

    /// <summary>The piece in both sets that has <paramref name="rank"/> such pieces before it; -1 when there are not that many.</summary>
    public int CommonAt(PieceSet other, int rank)
    {
        for (var i = 0; i < words.Length; i++)
        {
            var word = other.words[i] & words[i];
            var here = BitOperations.PopCount(word);
            if (rank >= here)
            {
                rank -= here;
                continue;
            }

            for (; rank > 0; rank--)
            {
                word &= word - 1;
            }

            return (i << 6) + BitOperations.TrailingZeroCount(word);
        }

        return -1;
    }

    /// <summary>The first piece of the set at or after this one; -1 when there is none.</summary>
    public int NextFrom(int piece)
    {
        var i = piece >> 6;
        if (i >= words.Length)
        {
            return -1;
        }

        var word = words[i] & (ulong.MaxValue << (piece & 63));
        while (word == 0)
        {
            if (++i == words.Length)
            {
                return -1;
            }

            word = words[i];
        }

        return (i << 6) + BitOperations.TrailingZeroCount(word);
    }

    // The wire counts bits from the high end of each byte, the words from the low end.
    private static byte Mirror(byte value) => (byte)((((ulong)value * 0x0202020202UL) & 0x010884422010UL) % 1023);
}
