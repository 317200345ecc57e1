using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NetMesh.Clock;

/// <summary>
/// Backs a large heap with pages of 2 MiB. A simulation of thousands of hosts touches memory all over its heap, and with pages of 4 KiB each touch costs a walk
/// through the page tables on top. Linux gives huge pages by itself only where a whole one is there at its first touch, and the collector grows its heap in
/// smaller steps. Elsewhere than on Linux, and before its version 6.1, nothing happens.
/// </summary>
public static partial class HugePages
{
    // The processor remembers the pages of a heap below this.
    private const long LeastHeap = 128 * 1024 * 1024;

    // The collector reserves its address space in one piece of this size.
    private const long Reserved = 256L * 1024 * 1024 * 1024;

    private const long PageSize = 2 * 1024 * 1024;

    /// <summary><c>MADV_COLLAPSE</c>, madvise(2).</summary>
    private const int Collapse = 25;

    private static int isFollowed;

    /// <summary>From now on, after each full collection of a large heap.</summary>
    public static void Follow()
    {
        if (OperatingSystem.IsLinux() && Interlocked.Exchange(ref isFollowed, 1) == 0)
        {
            _ = new Follower();
        }
    }

    /// <summary>Gives the heap huge pages now. Returns for how many bytes the kernel did so, which may be none: it only makes things faster.</summary>
    public static long CollapseHeap()
    {
        var collapsed = 0L;
        try
        {
            var heap = AddressOf(new object());
            foreach (var line in File.ReadLines("/proc/self/maps"))
            {
                // begin-end rights offset device inode [path], proc_pid_maps(5): the heap is anonymous.
                if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var range, "rw-p", _, _, "0"])
                {
                    var dash = range.IndexOf('-', StringComparison.Ordinal);
                    var begin = (Hexadecimal(range.AsSpan(0, dash)) + PageSize - 1) & -PageSize;
                    var length = (Hexadecimal(range.AsSpan(dash + 1)) & -PageSize) - begin;
                    if (length > 0 && Math.Abs(begin - heap) < Reserved && Advise((nint)begin, (nuint)length, Collapse) == 0)
                    {
                        collapsed += length;
                    }
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or EntryPointNotFoundException or DllNotFoundException)
        {
        }

        return collapsed;
    }

    private static long Hexadecimal(ReadOnlySpan<char> number) => long.Parse(number, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static unsafe long AddressOf(object thing) => (long)*(nint*)Unsafe.AsPointer(ref thing);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);

    // Nobody refers to it: once it is old, a full collection finds it dead, and its finalizer brings it back for the next one.
    private sealed class Follower
    {
#pragma warning disable MA0055 // It holds nothing that would have to be given back in time.
        ~Follower()
#pragma warning restore MA0055
        {
            if (GC.GetTotalMemory(forceFullCollection: false) >= LeastHeap)
            {
                CollapseHeap();
            }

            GC.ReRegisterForFinalize(this);
        }
    }
}
