using Microsoft.Win32.SafeHandles;

namespace NetMesh.Grains.Pieces;

/// <summary>
/// Keeps a bounded number of files open for reading. Room is made by second chance: the hand goes round and closes the first file that nobody has
/// read since it last came by. Safe from any thread; reading an open file takes no lock.
/// </summary>
internal sealed class OpenFiles(int most) : IDisposable
{
    private readonly Lock gate = new();
    private readonly List<SharedFile> open = [];
    private int hand;
    private bool disposed;

    /// <summary>The file's handle, opened if need be. It may be closed by the time it is used, which throws <see cref="ObjectDisposedException"/>.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public SafeFileHandle HandleOf(SharedFile file)
    {
        if (Volatile.Read(ref file.Handle) is { IsClosed: false } handle)
        {
            file.RecentlyUsed = true;
            return handle;
        }

        lock (gate)
        {
            if (disposed)
            {
                throw new IOException("the piece store is closed");
            }

            if (file.Handle is { IsClosed: false } opened)
            {
                return opened;
            }

            // Sharing everything: somebody else may edit or replace the file, which the caller detects; it is not ours to lock.
            handle = File.OpenHandle(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            Place(file);
            file.RecentlyUsed = true;
            Volatile.Write(ref file.Handle, handle);
            return handle;
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            foreach (var file in open)
            {
                file.Handle?.Dispose();
            }

            open.Clear();
        }
    }

    private void Place(SharedFile file)
    {
        if (open.Count < most)
        {
            open.Add(file);
            return;
        }

        while (open[hand].RecentlyUsed)
        {
            open[hand].RecentlyUsed = false;
            hand = (hand + 1) % open.Count;
        }

        open[hand].Handle?.Dispose();
        open[hand] = file;
        hand = (hand + 1) % open.Count;
    }
}
