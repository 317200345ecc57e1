using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Grains.Pieces;

/// <summary>
/// Verified pieces by their hash. The bytes of a piece exist once per process, however many peers hold it. Safe from any thread; pieces of simulated
/// content are never put here, because they have no bytes.
/// </summary>
public interface IPieceStore
{
    bool Has(Sha1Hash hash);

    /// <summary>The piece with this hash; null when it is not here.</summary>
    IStoredPiece? Find(Sha1Hash hash);

    /// <summary>Keeps a piece, or finds that it is kept already.</summary>
    /// <param name="verifiedHash">What the caller found the blocks' SHA-1 to be.</param>
    /// <param name="blocks">The whole piece, in order.</param>
    IStoredPiece Store(Sha1Hash verifiedHash, ReadOnlySpan<Block> blocks);
}
