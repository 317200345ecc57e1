using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Grains.Pieces;

/// <summary>
/// The verified pieces of this process, by their hash: a piece's bytes exist once, however many of its peers have it. Safe from any thread.
/// Simulated content has no bytes and never comes here.
/// </summary>
public interface IPieceStore
{
    bool Has(Sha1Hash hash);

    /// <summary>The piece with this hash, or null; also null when its bytes are no longer what they were when they were verified.</summary>
    IStoredPiece? Find(Sha1Hash hash);

    /// <summary>Keeps a piece. Storing it again returns the one already there.</summary>
    /// <exception cref="InvalidDataException">The blocks do not have this hash.</exception>
    IStoredPiece Store(Sha1Hash hash, ReadOnlySpan<Block> blocks);
}
