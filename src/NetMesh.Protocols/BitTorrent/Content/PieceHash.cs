using System.Security.Cryptography;
using NetMesh.Protocols.Wire;

namespace NetMesh.Protocols.BitTorrent.Content;

/// <summary>The hash of a piece from its blocks, whatever form they have: SHA-1 of bytes, or a fold of the tags of simulated blocks.</summary>
public static class PieceHash
{
    private const int CopyLength = 16 * 1024;

    /// <summary>Hashes a piece's blocks, given in order. A piece that mixes simulated and real blocks matches no hash of either kind.</summary>
    public static Sha1Hash Of(ReadOnlySpan<Block> blocks)
    {
        if (blocks.Length > 0 && blocks[0].IsSimulated)
        {
            var fold = 0UL;
            foreach (var block in blocks)
            {
                fold = TraceMix.Mix(fold, block.Tag, (uint)block.Length | (block.IsSimulated ? 0UL : 1UL << 63));
            }

            return new Sha1Hash(fold, TraceMix.Mix(fold, 1), (uint)TraceMix.Mix(fold, 2));
        }

        if (IsWholeStoredPiece(blocks) is { } stored)
        {
            return stored.Hash;
        }

        using var sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        var buffer = new byte[CopyLength];
        foreach (var block in blocks)
        {
            var bytes = block.Length <= buffer.Length ? buffer.AsSpan(0, block.Length) : new byte[block.Length];
            block.CopyTo(bytes);
            sha1.AppendData(bytes);
        }

        Span<byte> hash = stackalloc byte[Sha1Hash.Length];
        sha1.GetHashAndReset(hash);
        return new Sha1Hash(hash);
    }

    /// <summary>The tag of a block of simulated content: the same for everybody who has the same content, different for every place in it.</summary>
    public static ulong Tag(ulong contentSeed, int piece, int block) => TraceMix.Mix(contentSeed, (ulong)piece, (ulong)block);

    /// <summary>The hash of piece number <paramref name="piece"/> of simulated content, cut into blocks as the torrent says.</summary>
    public static Sha1Hash OfSimulated(ulong contentSeed, int piece, int pieceLength, int blockLength)
    {
        var count = (pieceLength + blockLength - 1) / blockLength;
        var blocks = new Block[count];
        for (var i = 0; i < count; i++)
        {
            blocks[i] = Block.Simulated(Math.Min(blockLength, pieceLength - (i * blockLength)), Tag(contentSeed, piece, i));
        }

        return Of(blocks);
    }

    // Between grains of one process a verified piece travels by reference; its bytes were hashed once, when it was stored.
    private static IStoredPiece? IsWholeStoredPiece(ReadOnlySpan<Block> blocks)
    {
        IStoredPiece? whole = null;
        var next = 0;
        foreach (var block in blocks)
        {
            if (block.StoredIn(out var offset) is not { } piece || offset != next || (whole is not null && !whole.Hash.Equals(piece.Hash)))
            {
                return null;
            }

            whole = piece;
            next += block.Length;
        }

        return whole is not null && next == whole.Length ? whole : null;
    }
}
