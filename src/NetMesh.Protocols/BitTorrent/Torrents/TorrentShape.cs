namespace NetMesh.Protocols.BitTorrent.Torrents;

/// <summary>How a torrent's bytes are cut: pieces are hashed and announced, blocks are requested (BEP 3).</summary>
/// <param name="Length">All content, bytes; at least 1.</param>
/// <param name="PieceLength">Bytes per piece; the last one may be shorter.</param>
/// <param name="BlockLength">Bytes per request; the last block of a piece may be shorter. 16 KiB by custom.</param>
public sealed record TorrentShape(long Length, int PieceLength, int BlockLength = TorrentShape.UsualBlockLength)
{
    public const int UsualBlockLength = 16 * 1024;

    public int PieceCount { get; } = checked((int)((Length + PieceLength - 1) / PieceLength));

    public int LengthOfPiece(int piece) => (int)Math.Min(PieceLength, Length - ((long)piece * PieceLength));

    public int BlocksInPiece(int piece) => (LengthOfPiece(piece) + BlockLength - 1) / BlockLength;

    public int LengthOfBlock(int piece, int block) => Math.Min(BlockLength, LengthOfPiece(piece) - (block * BlockLength));
}
