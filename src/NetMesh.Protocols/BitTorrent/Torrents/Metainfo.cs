using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.Wire;

namespace NetMesh.Protocols.BitTorrent.Torrents;

/// <summary>One file of a torrent.</summary>
/// <param name="Path">Path components below the torrent's own folder; checked: none empty, <c>.</c>, <c>..</c> or with a separator.</param>
/// <param name="Length">Bytes.</param>
public sealed record TorrentFile(IReadOnlyList<string> Path, long Length);

/// <summary>
/// A torrent: what a .torrent file says (BEP 3, version 1). Immutable; grains hand it on by reference, and between silos it travels as the file.
/// Made by the metainfo reader from bytes, by the metainfo writer from content, or for simulated content, which has a seed instead of bytes.
/// </summary>
public sealed class Metainfo : WireMessage
{
    private readonly Sha1Hash[] pieceHashes;
    private readonly byte[] encoded;

    /// <param name="name">Suggested name of the file or folder.</param>
    /// <param name="shape">How the content is cut.</param>
    /// <param name="files">The files, in order; a single-file torrent has one with an empty path.</param>
    /// <param name="pieceHashes">One hash a piece; owned.</param>
    /// <param name="infoHash">SHA-1 of the encoded <c>info</c> dictionary.</param>
    /// <param name="trackers">Announce URLs, in tiers (BEP 12); the first of the first tier is <c>announce</c>.</param>
    /// <param name="encoded">The .torrent file; owned; empty for simulated content.</param>
    /// <param name="contentSeed">For simulated content, what its blocks' tags derive from; null for real content.</param>
    public Metainfo(
        string name,
        TorrentShape shape,
        IReadOnlyList<TorrentFile> files,
        Sha1Hash[] pieceHashes,
        Sha1Hash infoHash,
        IReadOnlyList<IReadOnlyList<string>> trackers,
        byte[] encoded,
        ulong? contentSeed = null)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(pieceHashes.Length, shape.PieceCount);
        Name = name;
        Shape = shape;
        Files = files;
        this.pieceHashes = pieceHashes;
        InfoHash = infoHash;
        Trackers = trackers;
        this.encoded = encoded;
        ContentSeed = contentSeed;
    }

    public string Name { get; }

    public TorrentShape Shape { get; }

    public IReadOnlyList<TorrentFile> Files { get; }

    public ReadOnlySpan<Sha1Hash> PieceHashes => pieceHashes;

    public Sha1Hash InfoHash { get; }

    public IReadOnlyList<IReadOnlyList<string>> Trackers { get; }

    /// <summary>The .torrent file's bytes; empty for simulated content.</summary>
    public ReadOnlyMemory<byte> Encoded => encoded;

    public ulong? ContentSeed { get; }

    public override int WireLength => encoded.Length;

    public override ulong TraceIdentity => InfoHash.TraceIdentity;

    /// <summary>A torrent whose content is tags only, for the virtual clock.</summary>
    public static Metainfo Simulated(string name, TorrentShape shape, ulong contentSeed, params IReadOnlyList<string> trackers)
    {
        var hashes = new Sha1Hash[shape.PieceCount];
        for (var piece = 0; piece < hashes.Length; piece++)
        {
            hashes[piece] = PieceHash.OfSimulated(contentSeed, piece, shape.LengthOfPiece(piece), shape.BlockLength);
        }

        var identity = TraceMix.Mix(TraceMix.Mix(contentSeed, (ulong)shape.Length, (ulong)shape.PieceLength), name.Length == 0 ? [] : System.Text.Encoding.UTF8.GetBytes(name));
        var infoHash = new Sha1Hash(identity, TraceMix.Mix(identity, 1), (uint)TraceMix.Mix(identity, 2));
        return new Metainfo(name, shape, [new TorrentFile([], shape.Length)], hashes, infoHash, [trackers], [], contentSeed);
    }
}
