using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace NetMesh.Clock;

/// <summary>
/// Asks the processor to fetch what will be needed soon, without waiting for it. In a large simulation hardly anything that an event needs is in a cache: of the
/// time of a message most would be spent waiting for some thirty lines of memory, one after the other.
/// </summary>
public static class Memory
{
    private const int Line = 64;

    /// <summary>Fetches the first lines of an object; null fetches nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Fetch(object? thing, int lines = 2)
    {
        if (Sse.IsSupported)
        {
            // To fetch what has moved meanwhile, or nothing, does nothing; so the object need not be pinned.
            var at = *(byte**)Unsafe.AsPointer(ref thing);
            for (var i = 0; i < lines; i++)
            {
                Sse.Prefetch0(at + (i * Line));
            }
        }
    }

    /// <summary>Fetches the line in which this begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Fetch<T>(ref T place)
        where T : struct
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref place));
        }
    }
}
