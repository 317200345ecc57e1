namespace NetMesh.Protocols.BitTorrent.Torrents;

/// <summary>What a .torrent file may claim before it is refused.</summary>
/// <param name="MaxEncodedLength">Bytes of the file itself.</param>
/// <param name="MaxLength">Bytes of all content.</param>
/// <param name="MaxPieceLength">Bytes of one piece: a peer holds a whole one in memory.</param>
/// <param name="MaxFiles">Files in the torrent.</param>
/// <param name="MaxTrackers">Announce URLs in all tiers; those behind are left out.</param>
public sealed record MetainfoLimits(
    int MaxEncodedLength = 32 * 1024 * 1024, long MaxLength = 1L << 44, int MaxPieceLength = 128 * 1024 * 1024, int MaxFiles = 100_000, int MaxTrackers = 200)
{
    public static readonly MetainfoLimits Usual = new();
}
