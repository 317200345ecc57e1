using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Grains.Pieces;

/// <summary>A run of a piece's bytes in one file.</summary>
internal readonly record struct FileRun(SharedFile File, long Offset, int Length);

/// <summary>A verified piece that is read where it lies: in a file of the store's own, or inside one or several shared files.</summary>
internal sealed class DiskPiece(Sha1Hash hash, int length, FileRun[] runs) : IStoredPiece
{
    public Sha1Hash Hash => hash;

    public int Length => length;

    public bool IsIntact()
    {
        foreach (var run in runs)
        {
            if (!run.File.IsUnchanged())
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">A file has changed since the piece was verified, or cannot be read.</exception>
    public void Read(int offset, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)offset + destination.Length, length);
        foreach (var run in runs)
        {
            if (offset >= run.Length)
            {
                offset -= run.Length;
                continue;
            }

            var here = Math.Min(destination.Length, run.Length - offset);
            run.File.Read(run.Offset + offset, destination[..here]);
            destination = destination[here..];
            offset = 0;
            if (destination.Length == 0)
            {
                return;
            }
        }
    }
}
