using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NetMesh.Embedded.Storage;

/// <summary>Files that are there whole, or not at all, whenever the machine stops.</summary>
internal static partial class DurableFile
{
    private static readonly byte[] Zeros = new byte[64 << 10];

    private static long lastTemporary;

    /// <summary>Replaces a file's content; when this returns, the disk has it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="beginning">Its content.</param>
    /// <param name="rest">And the rest of it.</param>
    /// <param name="room">How many zeros are behind that: blocks of the disk, to be written over (<see cref="Overwrite"/>).</param>
    public static void Write(string path, ReadOnlyMemory<byte> beginning, ReadOnlyMemory<byte> rest, int room = 0)
    {
        var directory = Path.GetDirectoryName(path)!;
        CreateDirectory(directory);
        var temporary = $"{path}.{Environment.ProcessId}-{Interlocked.Increment(ref lastTemporary)}.tmp";
        try
        {
            using (var file = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                RandomAccess.Write(file, [beginning, rest, .. Enumerable.Range(0, room / Zeros.Length).Select(_ => Zeros.AsMemory()), Zeros.AsMemory(0, room % Zeros.Length)], 0);
                RandomAccess.FlushToDisk(file);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        FlushDirectory(directory);
    }

    /// <summary>Writes within a file, which keeps its length; when this returns, the disk has it. Until then any part of it may be there, in any order.</summary>
    public static void Overwrite(string path, ReadOnlySpan<byte> content, long at)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.Write(file, content, at);
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(file);
        }
        else if (SyncData(file) != 0)
        {
            // What FlushToDisk does would flush the time of the change, too: a second write, elsewhere.
            throw new IOException($"cannot flush {path} (error {Marshal.GetLastPInvokeError()})");
        }
    }

    public static void Delete(string path)
    {
        if (File.Exists(path))
        {
            File.Delete(path);
            FlushNameOf(path);
        }
    }

    /// <summary>Makes that a file is there, or is not, last.</summary>
    public static void FlushNameOf(string path) => FlushDirectory(Path.GetDirectoryName(path)!);

    /// <summary>Makes a directory and its parents last.</summary>
    public static void CreateDirectory(string directory)
    {
        if (Directory.Exists(directory))
        {
            return;
        }

        var parent = Path.GetDirectoryName(directory);
        if (parent is not null)
        {
            CreateDirectory(parent);
        }

        Directory.CreateDirectory(directory);
        if (parent is not null)
        {
            FlushDirectory(parent);
        }
    }

    /// <summary>A new name in a directory outlasts a crash only once the directory itself is flushed. Windows does that by itself.</summary>
    private static void FlushDirectory(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(directory, 0);
        if (descriptor < 0)
        {
            throw new IOException($"cannot open directory {directory} to flush it (error {Marshal.GetLastPInvokeError()})");
        }

        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        if (Sync(descriptor) != 0)
        {
            throw new IOException($"cannot flush directory {directory} (error {Marshal.GetLastPInvokeError()})");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int SyncData(SafeFileHandle file);
}
