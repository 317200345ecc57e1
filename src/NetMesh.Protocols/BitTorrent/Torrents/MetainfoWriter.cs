using System.Buffers;
using NetMesh.Protocols.Bencode;
using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Protocols.BitTorrent.Torrents;

/// <summary>Makes .torrent files of version 1 (BEP 3, BEP 12) in canonical form, so that the same content always has the same info-hash.</summary>
public static class MetainfoWriter
{
    /// <summary>Writes a torrent of one file.</summary>
    /// <param name="name">The file's name: one plain path component.</param>
    /// <param name="shape">How the content is cut; see <see cref="PieceLengthChooser"/>.</param>
    /// <param name="pieceHashes">The SHA-1 of each piece; the torrent owns the array from now on.</param>
    /// <param name="trackers">Announce URLs, in tiers; may be empty.</param>
    public static Metainfo Write(string name, TorrentShape shape, Sha1Hash[] pieceHashes, IReadOnlyList<IReadOnlyList<string>> trackers) =>
        Write(name, shape, [new TorrentFile([], shape.Length)], pieceHashes, trackers);

    /// <summary>Writes a torrent of several files, or of one when its path is empty.</summary>
    /// <exception cref="ArgumentException">A name or path is none (<see cref="PathComponent.Fault"/>), or lengths or hashes do not fit the shape.</exception>
    public static Metainfo Write(
        string name,
        TorrentShape shape,
        IReadOnlyList<TorrentFile> files,
        Sha1Hash[] pieceHashes,
        IReadOnlyList<IReadOnlyList<string>> trackers)
    {
        var faults = files.SelectMany(file => file.Path).Append(name).Select(PathComponent.Fault).OfType<string>().ToArray();
        if (faults.Length > 0)
        {
            throw new ArgumentException($"a name or path with {faults[0]}", nameof(name));
        }

        if (files.Sum(file => file.Length) != shape.Length || pieceHashes.Length != shape.PieceCount)
        {
            throw new ArgumentException("the files or hashes do not fit the shape", nameof(shape));
        }

        var info = Info(name, shape, files, pieceHashes);
        return new Metainfo(name, shape, files, pieceHashes, Sha1Hash.Of(info), trackers, Envelope(info, trackers));
    }

    /// <summary>
    /// The same torrent announced elsewhere. Its info dictionary stays as it is byte for byte, whatever else stands in it, so the info-hash stays too.
    /// </summary>
    /// <exception cref="ArgumentException">The torrent is simulated: there is no file to change.</exception>
    public static Metainfo WithTrackers(Metainfo torrent, IReadOnlyList<IReadOnlyList<string>> trackers)
    {
        var file = BencodeReader.ReadWhole(torrent.Encoded.Span);
        if (!file.IsComplete)
        {
            throw new ArgumentException("a torrent without a file", nameof(torrent));
        }

        return new Metainfo(
            torrent.Name,
            torrent.Shape,
            torrent.Files,
            torrent.PieceHashes.ToArray(),
            torrent.InfoHash,
            trackers,
            Envelope(file.Value["info"u8].Raw, trackers),
            torrent.ContentSeed);
    }

    /// <summary>The bytes of a torrent's info dictionary, which peers send to those who have only a magnet link (BEP 9); empty for a simulated one.</summary>
    public static ReadOnlyMemory<byte> InfoOf(Metainfo torrent)
    {
        var file = BencodeReader.ReadWhole(torrent.Encoded.Span);
        if (!file.IsComplete)
        {
            return default;
        }

        var info = file.Value["info"u8].Raw;
        torrent.Encoded.Span.Overlaps(info, out var at);
        return torrent.Encoded.Slice(at, info.Length);
    }

    /// <summary>Cuts content into pieces, hashes them and writes the torrent.</summary>
    public static Metainfo OfContent(string name, ReadOnlySpan<byte> content, IReadOnlyList<IReadOnlyList<string>> trackers, int? pieceLength = null)
    {
        var shape = new TorrentShape(content.Length, pieceLength ?? PieceLengthChooser.PieceLengthFor(content.Length));
        var hashes = new Sha1Hash[shape.PieceCount];
        for (var piece = 0; piece < hashes.Length; piece++)
        {
            hashes[piece] = Sha1Hash.Of(content.Slice(piece * shape.PieceLength, shape.LengthOfPiece(piece)));
        }

        return Write(name, shape, hashes, trackers);
    }

    /// <summary>Puts a .torrent file around an info dictionary.</summary>
    internal static byte[] Envelope(ReadOnlySpan<byte> info, IReadOnlyList<IReadOnlyList<string>> trackers)
    {
        var output = new ArrayBufferWriter<byte>(info.Length + 256);
        var writer = new BencodeWriter(output);
        writer.BeginDictionary();
        if (trackers.SelectMany(tier => tier).FirstOrDefault() is { } first)
        {
            writer.Entry("announce"u8, first);
        }

        if (trackers.Sum(tier => tier.Count) > 1)
        {
            writer.Bytes("announce-list"u8);
            writer.BeginList();
            foreach (var tier in trackers)
            {
                writer.BeginList();
                foreach (var url in tier)
                {
                    writer.Text(url);
                }

                writer.End();
            }

            writer.End();
        }

        writer.Bytes("info"u8);
        writer.Raw(info);
        writer.End();
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Info(string name, TorrentShape shape, IReadOnlyList<TorrentFile> files, ReadOnlySpan<Sha1Hash> pieceHashes)
    {
        var output = new ArrayBufferWriter<byte>((pieceHashes.Length * Sha1Hash.Length) + 256);
        var writer = new BencodeWriter(output);
        writer.BeginDictionary();
        if (files is [{ Path.Count: 0 }])
        {
            writer.Entry("length"u8, shape.Length);
        }
        else
        {
            Files(writer, files);
        }

        writer.Entry("name"u8, name);
        writer.Entry("piece length"u8, shape.PieceLength);
        writer.Bytes("pieces"u8);
        writer.BytesBegin(pieceHashes.Length * Sha1Hash.Length);
        foreach (var hash in pieceHashes)
        {
            hash.CopyTo(output.GetSpan(Sha1Hash.Length));
            output.Advance(Sha1Hash.Length);
        }

        writer.End();
        return output.WrittenSpan.ToArray();
    }

    private static void Files(BencodeWriter writer, IReadOnlyList<TorrentFile> files)
    {
        writer.Bytes("files"u8);
        writer.BeginList();
        foreach (var file in files)
        {
            writer.BeginDictionary();
            writer.Entry("length"u8, file.Length);
            writer.Bytes("path"u8);
            writer.BeginList();
            foreach (var component in file.Path)
            {
                writer.Text(component);
            }

            writer.End();
            writer.End();
        }

        writer.End();
    }
}
