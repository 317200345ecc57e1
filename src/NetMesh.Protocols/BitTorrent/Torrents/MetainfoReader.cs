using NetMesh.Protocols.Bencode;
using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Protocols.BitTorrent.Torrents;

/// <summary>
/// Reads .torrent files of version 1 (BEP 3, trackers by BEP 12; a hybrid file of BEP 52 is read by its version 1 half). The info-hash is taken over
/// the bytes of <c>info</c> exactly as they stand in the file. Whatever a stranger could use against the reader is refused: absurd lengths, piece
/// counts that do not fit, paths that lead out of the torrent's folder.
/// </summary>
public static class MetainfoReader
{
    /// <summary>Reads a whole file; one that has been cut off needs more, one with something behind its end is invalid.</summary>
    /// <param name="file">The file's bytes; copied, since a torrent keeps them.</param>
    /// <param name="limits">What is absurd; <see cref="MetainfoLimits.Usual"/> when null.</param>
    public static ReadResult<Metainfo> Read(ReadOnlySpan<byte> file, MetainfoLimits? limits = null)
    {
        limits ??= MetainfoLimits.Usual;
        if (file.Length > limits.MaxEncodedLength)
        {
            return Invalid("a file too large", $"at most {limits.MaxEncodedLength} bytes", limits.MaxEncodedLength);
        }

        var read = BencodeReader.ReadWhole(file);
        if (!read.IsComplete)
        {
            return read.Without<Metainfo>();
        }

        if (read.Value["info"u8] is not { Kind: BencodeKind.Dictionary } info)
        {
            return Invalid("no info", "a dictionary under info (BEP 3)", 0);
        }

        var infoAt = Offset(file, info);
        if (!TrackerTiers.TryRead(read.Value, limits.MaxTrackers, out var trackers, out var fault))
        {
            return Invalid(fault, "announce-list as a list of lists of text (BEP 12)", 0);
        }

        var result = ReadInfo(info, limits, infoAt);
        return result.IsComplete
            ? ReadResult<Metainfo>.Complete(result.Value.With(Sha1Hash.Of(info.Raw), trackers, file.ToArray()), file.Length)
            : ReadResult<Metainfo>.Invalid(result.Error!);
    }

    /// <summary>Reads a bare <c>info</c> dictionary, which is what peers send each other for a magnet link (BEP 9).</summary>
    /// <param name="info">The dictionary's bytes.</param>
    /// <param name="trackers">Where the torrent is announced: the magnet link knows, the dictionary does not.</param>
    /// <param name="limits">What is absurd.</param>
    public static ReadResult<Metainfo> ReadInfo(
        ReadOnlySpan<byte> info, IReadOnlyList<IReadOnlyList<string>> trackers, MetainfoLimits? limits = null)
    {
        limits ??= MetainfoLimits.Usual;
        var read = BencodeReader.ReadWhole(info);
        if (!read.IsComplete)
        {
            return read.Without<Metainfo>();
        }

        var result = ReadInfo(read.Value, limits, 0);
        return result.IsComplete
            ? ReadResult<Metainfo>.Complete(result.Value.With(Sha1Hash.Of(info), trackers, MetainfoWriter.Envelope(info, trackers)), info.Length)
            : ReadResult<Metainfo>.Invalid(result.Error!);
    }

    private static ReadResult<Draft> ReadInfo(BencodeValue info, MetainfoLimits limits, long at)
    {
        if (!PathComponent.TryRead(info["name"u8], out var name, out var fault))
        {
            return Draft.Invalid($"as name: {fault}", "one plain path component (BEP 3)", at);
        }

        if (!info["piece length"u8].TryGetInteger(out var pieceLength) || pieceLength < 1 || pieceLength > limits.MaxPieceLength)
        {
            return Draft.Invalid("no usable piece length", $"1 to {limits.MaxPieceLength}", at);
        }

        if (!info["pieces"u8].TryGetBytes(out var pieces) || pieces.Length == 0 || pieces.Length % Sha1Hash.Length != 0)
        {
            return Draft.Invalid("no usable pieces", "twenty bytes a piece, at least one piece (BEP 3)", at);
        }

        var files = TorrentFiles.Read(info, limits, out var length, out fault);
        if (files is null)
        {
            return Draft.Invalid(fault!, "length, or files with length and path (BEP 3)", at);
        }

        if (length < 1 || length > limits.MaxLength)
        {
            return Draft.Invalid($"content of {length} bytes", $"1 to {limits.MaxLength}", at);
        }

        if ((length + pieceLength - 1) / pieceLength != pieces.Length / Sha1Hash.Length)
        {
            return Draft.Invalid($"{pieces.Length / Sha1Hash.Length} pieces", $"{(length + pieceLength - 1) / pieceLength} for {length} bytes", at);
        }

        var hashes = new Sha1Hash[pieces.Length / Sha1Hash.Length];
        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i] = new Sha1Hash(pieces.Slice(i * Sha1Hash.Length, Sha1Hash.Length));
        }

        return ReadResult<Draft>.Complete(new Draft(name, new TorrentShape(length, (int)pieceLength), files, hashes), info.Raw.Length);
    }

    private static long Offset(ReadOnlySpan<byte> file, BencodeValue value)
    {
        file.Overlaps(value.Raw, out var offset);
        return offset;
    }

    private static ReadResult<Metainfo> Invalid(string what, string expected, long at) =>
        ReadResult<Metainfo>.Invalid(new ProtocolError("metainfo", what, expected, at));

    /// <summary>What the info dictionary says, before the rest of the file is known.</summary>
    private sealed record Draft(string Name, TorrentShape Shape, TorrentFile[] Files, Sha1Hash[] Hashes)
    {
        public Metainfo With(Sha1Hash infoHash, IReadOnlyList<IReadOnlyList<string>> trackers, byte[] encoded) =>
            new(Name, Shape, Files, Hashes, infoHash, trackers, encoded);

        public static ReadResult<Draft> Invalid(string what, string expected, long at) =>
            ReadResult<Draft>.Invalid(new ProtocolError("metainfo", what, expected, at));
    }
}
