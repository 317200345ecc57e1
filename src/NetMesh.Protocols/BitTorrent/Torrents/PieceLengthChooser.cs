namespace NetMesh.Protocols.BitTorrent.Torrents;

/// <summary>
/// Chooses how long a torrent's pieces are. Short pieces can be passed on early and cost little when one is corrupt; each costs twenty bytes in the
/// .torrent file, a bit in every bitfield and a <c>have</c> to every neighbour.
/// </summary>
public static class PieceLengthChooser
{
    private const int Shortest = 16 * 1024;
    private const int Longest = 16 * 1024 * 1024;
    private const int ManyPieces = 2048;

    /// <summary>The shortest power of two, 16 KiB to 16 MiB, that makes at most 2,048 pieces (a .torrent file of some 40 kB).</summary>
    /// <param name="length">All content, bytes.</param>
    public static int PieceLengthFor(long length)
    {
        var pieceLength = Shortest;
        while (pieceLength < Longest && length / pieceLength >= ManyPieces)
        {
            pieceLength *= 2;
        }

        return pieceLength;
    }
}
