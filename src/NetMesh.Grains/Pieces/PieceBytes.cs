using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Grains.Pieces;

/// <summary>The bytes of a piece from its blocks.</summary>
internal static class PieceBytes
{
    /// <summary>Joins the blocks and makes sure of the hash: what is stored under a hash has it, whoever stored it.</summary>
    /// <exception cref="InvalidDataException">The blocks do not have this hash, or are simulated.</exception>
    public static byte[] Verified(Sha1Hash hash, ReadOnlySpan<Block> blocks)
    {
        var length = 0;
        foreach (var block in blocks)
        {
            if (block.IsSimulated)
            {
                throw new InvalidDataException("simulated content has no bytes to store");
            }

            length += block.Length;
        }

        var bytes = new byte[length];
        var rest = bytes.AsSpan();
        foreach (var block in blocks)
        {
            block.CopyTo(rest);
            rest = rest[block.Length..];
        }

        return Sha1Hash.Of(bytes) == hash ? bytes : throw new InvalidDataException($"the blocks do not hash to {hash}");
    }
}
