using Microsoft.Win32.SafeHandles;

namespace NetMesh.Grains.Pieces;

/// <summary>
/// A file whose bytes were verified at one moment and are read in place. It remembers its length and modification time at that moment: once the file
/// differs from them, nothing of it is served again.
/// </summary>
internal sealed class SharedFile(string path, long length, DateTime modifiedUtc, OpenFiles openFiles)
{
    /// <summary>Held by <see cref="OpenFiles"/>; null or closed while the file is not open.</summary>
    internal SafeFileHandle? Handle;

    /// <summary>Set by readers, cleared by <see cref="OpenFiles"/> when it looks for a file to close.</summary>
    internal bool RecentlyUsed;

    public string Path => path;

    /// <summary>The file is still the one that was verified.</summary>
    public bool IsUnchanged()
    {
        try
        {
            return Try(static (_, _, _) => { }, 0, []);
        }
        catch (IOException)
        {
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Fills <paramref name="destination"/> from <paramref name="offset"/> on.</summary>
    /// <exception cref="IOException">The file has changed since it was verified, or cannot be read.</exception>
    public void Read(long offset, Span<byte> destination)
    {
        if (!Try(static (handle, at, into) => Fill(handle, at, into), offset, destination))
        {
            throw new IOException($"{path} has changed since its pieces were verified");
        }
    }

    private delegate void Use(SafeFileHandle handle, long offset, Span<byte> destination);

    // One fstat a read: an order of magnitude below the read of a block itself, and without it an edited file would be served under its old hash.
    private bool Try(Use use, long offset, Span<byte> destination)
    {
        while (true)
        {
            var handle = openFiles.HandleOf(this);
            try
            {
                if (File.GetLastWriteTimeUtc(handle) != modifiedUtc || RandomAccess.GetLength(handle) != length)
                {
                    return false;
                }

                use(handle, offset, destination);
                return true;
            }
            catch (ObjectDisposedException)
            {
                // Closed to make room for another file between the two lines; open it again.
            }
        }
    }

    private static void Fill(SafeFileHandle handle, long offset, Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            var read = RandomAccess.Read(handle, destination, offset);
            if (read == 0)
            {
                throw new IOException("the file ends before the piece does");
            }

            destination = destination[read..];
            offset += read;
        }
    }
}
