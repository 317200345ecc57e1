using System.Globalization;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.Torrents;

namespace NetMesh.Grains.Pieces;

/// <summary>
/// Keeps pieces on disk, once per process and content-addressed: pieces that came from real clients as <c>pieces/ab/cdef…</c> below the data directory,
/// pieces of files shared from this machine in place, where the files lie. A piece left by an earlier process is found again and verified again.
/// </summary>
/// <param name="dataDirectory">Below it the folder <c>pieces</c> is made when the first piece is stored.</param>
/// <param name="syncsToDisk">
/// Waits for the disk with every piece. Off by default: a piece torn by a power failure is noticed by its hash and fetched again.
/// </param>
public sealed class DiskPieceStore(string dataDirectory, bool syncsToDisk = false) : IPieceStore, IDisposable
{
    private const int MostOpenFiles = 256;

    private readonly string directory = Path.Combine(dataDirectory, "pieces");
    private readonly OpenFiles openFiles = new(MostOpenFiles);
    private readonly Lock gate = new();
    private readonly Dictionary<Sha1Hash, DiskPiece> pieces = [];
    private long temporaryFiles;

    public bool Has(Sha1Hash hash) => Find(hash) is not null;

    public IStoredPiece? Find(Sha1Hash hash)
    {
        DiskPiece? piece;
        lock (gate)
        {
            pieces.TryGetValue(hash, out piece);
        }

        if (piece is null)
        {
            return FindOnDisk(hash);
        }

        if (piece.IsIntact())
        {
            return piece;
        }

        lock (gate)
        {
            if (ReferenceEquals(pieces.GetValueOrDefault(hash), piece))
            {
                pieces.Remove(hash);
            }
        }

        return FindOnDisk(hash);
    }

    public IStoredPiece Store(Sha1Hash hash, ReadOnlySpan<Block> blocks)
    {
        if (Find(hash) is { } known)
        {
            return known;
        }

        var bytes = PieceBytes.Verified(hash, blocks);
        var path = PathOf(hash);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = string.Create(
            CultureInfo.InvariantCulture, $"{path}.{Environment.ProcessId}.{Interlocked.Increment(ref temporaryFiles)}");
        using (var handle = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write, preallocationSize: bytes.Length))
        {
            RandomAccess.Write(handle, bytes, 0);
            if (syncsToDisk)
            {
                RandomAccess.FlushToDisk(handle);
            }
        }

        File.Move(temporary, path, overwrite: true);
        return Keep(hash, path, bytes.Length);
    }

    /// <summary>Makes the pieces of files that were just hashed readable in place, without copying a byte.</summary>
    public void Adopt(HashedContent content)
    {
        var files = content.Files.Select(file => new SharedFile(file.Path, file.Entry.Length, file.ModifiedUtc, openFiles)).ToArray();
        var index = 0;
        var offset = 0L;
        for (var number = 0; number < content.PieceHashes.Length; number++)
        {
            var length = content.Shape.LengthOfPiece(number);
            var runs = new List<FileRun>(1);
            for (var rest = length; rest > 0;)
            {
                var here = (int)Math.Min(rest, content.Files[index].Entry.Length - offset);
                if (here > 0)
                {
                    runs.Add(new FileRun(files[index], offset, here));
                }

                offset += here;
                rest -= here;
                if (offset == content.Files[index].Entry.Length)
                {
                    index++;
                    offset = 0;
                }
            }

            var hash = content.PieceHashes[number];
            lock (gate)
            {
                pieces[hash] = new DiskPiece(hash, length, [.. runs]);
            }
        }
    }

    /// <summary>
    /// Adopts what a torrent's content on disk has of it: the file itself for a single-file torrent, the folder for others. Blocks while it hashes.
    /// </summary>
    /// <returns>How many pieces are right.</returns>
    /// <exception cref="IOException">A file is missing, has another length, or cannot be read.</exception>
    public int AddFile(string path, Metainfo torrent, Action<long>? progress = null, CancellationToken cancellationToken = default)
    {
        var files = torrent.Files.Select(file => ContentHasher.Describe(Path.Combine([path, .. file.Path]), file.Path)).ToArray();
        for (var i = 0; i < files.Length; i++)
        {
            if (files[i].Entry.Length != torrent.Files[i].Length)
            {
                throw new IOException($"{files[i].Path} has {files[i].Entry.Length} bytes; the torrent says {torrent.Files[i].Length}");
            }
        }

        var content = ContentHasher.Hash(files, torrent.Name, torrent.Shape.PieceLength, progress, cancellationToken);
        Adopt(content);
        var right = 0;
        for (var piece = 0; piece < content.PieceHashes.Length; piece++)
        {
            right += content.PieceHashes[piece] == torrent.PieceHashes[piece] ? 1 : 0;
        }

        return right;
    }

    public void Dispose() => openFiles.Dispose();

    private string PathOf(Sha1Hash hash)
    {
        var digits = hash.ToString();
        return Path.Combine(directory, digits[..2], digits[2..]);
    }

    private DiskPiece? FindOnDisk(Sha1Hash hash)
    {
        var path = PathOf(hash);
        if (!File.Exists(path))
        {
            return null;
        }

        var bytes = File.ReadAllBytes(path);
        if (Sha1Hash.Of(bytes) == hash)
        {
            return Keep(hash, path, bytes.Length);
        }

        File.Delete(path);
        return null;
    }

    private DiskPiece Keep(Sha1Hash hash, string path, int length)
    {
        var file = new SharedFile(path, length, File.GetLastWriteTimeUtc(path), openFiles);
        var piece = new DiskPiece(hash, length, [new FileRun(file, 0, length)]);
        lock (gate)
        {
            if (!pieces.TryAdd(hash, piece))
            {
                piece = pieces[hash];
            }
        }

        return piece;
    }
}
