using Microsoft.Win32.SafeHandles;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.Torrents;

namespace NetMesh.Grains.Pieces;

/// <summary>
/// Reads a file or folder and hashes its pieces on all cores. It blocks its caller and belongs to the command line and to start-up, never to a
/// grain's turn.
/// </summary>
public static class ContentHasher
{
    /// <summary>Hashes a file, or all files below a folder in ordinal order of their paths.</summary>
    /// <param name="path">A file or a folder.</param>
    /// <param name="pieceLength">Bytes per piece; null: what <see cref="PieceLengthChooser"/> says.</param>
    /// <param name="progress">Told, from several threads, how many bytes have been hashed so far.</param>
    /// <exception cref="IOException">A file cannot be read, or changed while it was.</exception>
    /// <exception cref="InvalidDataException">There is not one byte to share, or a name that no torrent may hold.</exception>
    public static HashedContent Hash(string path, int? pieceLength = null, Action<long>? progress = null, CancellationToken cancellationToken = default)
    {
        var (files, name) = (FilesAt(path), NameOf(path));

        // Before anything is read, which may take long.
        foreach (var (where, component) in files.SelectMany(file => file.Entry.Path.Select(component => (file.Path, component))).Prepend((path, name)))
        {
            if (PathComponent.Fault(component) is { } fault)
            {
                throw new InvalidDataException($"{where} cannot be shared: a torrent takes no name with {fault}; rename it");
            }
        }

        return Hash(files, name, pieceLength, progress, cancellationToken);
    }

    internal static HashedContent Hash(
        IReadOnlyList<HashedFile> files, string name, int? pieceLength, Action<long>? progress, CancellationToken cancellationToken)
    {
        var length = files.Sum(file => file.Entry.Length);
        if (length == 0)
        {
            throw new InvalidDataException($"{name} is empty: there is nothing to share");
        }

        var shape = new TorrentShape(length, pieceLength ?? PieceLengthChooser.PieceLengthFor(length));
        var hashes = new Sha1Hash[shape.PieceCount];
        var hashed = 0L;
        using var reader = new Reader(files);
        Parallel.For(
            0,
            hashes.Length,
            new ParallelOptions { CancellationToken = cancellationToken },
            () => new byte[Math.Min(shape.PieceLength, length)],
            (piece, _, buffer) =>
            {
                var bytes = buffer.AsSpan(0, shape.LengthOfPiece(piece));
                reader.Read((long)piece * shape.PieceLength, bytes);
                hashes[piece] = Sha1Hash.Of(bytes);
                var now = Interlocked.Add(ref hashed, bytes.Length);
                progress?.Invoke(now);
                return buffer;
            },
            _ => { });

        foreach (var file in files)
        {
            if (File.GetLastWriteTimeUtc(file.Path) != file.ModifiedUtc || new FileInfo(file.Path).Length != file.Entry.Length)
            {
                throw new IOException($"{file.Path} changed while it was read");
            }
        }

        return new HashedContent(name, files, shape, hashes);
    }

    private static string NameOf(string path) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));

    private static List<HashedFile> FilesAt(string path)
    {
        if (!Directory.Exists(path))
        {
            return [Describe(path, [])];
        }

        var root = Path.GetFullPath(path);
        var paths = Directory.GetFiles(root, "*", SearchOption.AllDirectories);
        Array.Sort(paths, StringComparer.Ordinal);
        return [.. paths.Select(file => Describe(file, Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar)))];
    }

    internal static HashedFile Describe(string path, IReadOnlyList<string> components)
    {
        var info = new FileInfo(path);
        return info.Exists
            ? new HashedFile(info.FullName, new TorrentFile(components, info.Length), info.LastWriteTimeUtc)
            : throw new FileNotFoundException($"{path} does not exist", path);
    }

    /// <summary>Reads the files as if they were one.</summary>
    private sealed class Reader : IDisposable
    {
        private readonly SafeFileHandle[] handles;
        private readonly long[] ends;

        public Reader(IReadOnlyList<HashedFile> files)
        {
            handles = [.. files.Select(file => File.OpenHandle(file.Path))];
            ends = new long[files.Count];
            var end = 0L;
            for (var i = 0; i < ends.Length; i++)
            {
                ends[i] = end += files[i].Entry.Length;
            }
        }

        public void Read(long offset, Span<byte> destination)
        {
            var index = Array.BinarySearch(ends, offset);
            index = index < 0 ? ~index : index + 1;
            while (destination.Length > 0)
            {
                var start = index == 0 ? 0 : ends[index - 1];
                var here = (int)Math.Min(destination.Length, ends[index] - offset);
                var read = here == 0 ? 0 : RandomAccess.Read(handles[index], destination[..here], offset - start);
                if (read == 0 && here > 0)
                {
                    throw new IOException("a file became shorter while it was read");
                }

                destination = destination[read..];
                offset += read;
                index += offset == ends[index] ? 1 : 0;
            }
        }

        public void Dispose()
        {
            foreach (var handle in handles)
            {
                handle.Dispose();
            }
        }
    }
}
