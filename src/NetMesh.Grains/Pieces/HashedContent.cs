using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.Torrents;

namespace NetMesh.Grains.Pieces;

/// <summary>A file on disk as it was when its bytes were hashed.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Entry">Its entry in the torrent.</param>
/// <param name="ModifiedUtc">When it had last been changed.</param>
public sealed record HashedFile(string Path, TorrentFile Entry, DateTime ModifiedUtc);

/// <summary>Files and the hashes of the pieces they make when laid end to end, in this order.</summary>
/// <param name="Name">Name of the file, or of the folder.</param>
/// <param name="Files">The files.</param>
/// <param name="Shape">How they are cut.</param>
/// <param name="PieceHashes">One a piece.</param>
public sealed record HashedContent(string Name, IReadOnlyList<HashedFile> Files, TorrentShape Shape, Sha1Hash[] PieceHashes)
{
    /// <summary>The torrent of this content.</summary>
    /// <param name="trackers">Announce URLs, in tiers (BEP 12).</param>
    /// <exception cref="ArgumentException">A file's name is none that a torrent can carry.</exception>
    public Metainfo ToTorrent(IReadOnlyList<IReadOnlyList<string>> trackers) =>
        MetainfoWriter.Write(Name, Shape, [.. Files.Select(file => file.Entry)], PieceHashes, trackers);
}
