namespace NetMesh.Planet.Ordering;

/// <summary>
/// Puts what arrives for one connection end back in order: a cluster does not promise the order of one-way calls, and may repeat one. Items with
/// the expected sequence pass straight through and nothing is allocated; only early ones are kept.
/// </summary>
/// <remarks>A mutable struct, to be embedded in the receiver's state of the connection; not safe for several threads.</remarks>
public struct InOrder<T>
{
    private long next;
    private SortedDictionary<long, T>? early;

    /// <summary>The sequence that is due: how many items have passed.</summary>
    public readonly long Next => next;

    /// <summary>Items that came early and wait for one before them.</summary>
    public readonly int WaitingCount => early?.Count ?? 0;

    /// <summary>
    /// An item arrived. True: it is due; handle it, and after it everything that <see cref="TryTakeNext"/> gives. False: it came early and is kept, or
    /// it came a second time and is dropped.
    /// </summary>
    public bool Arrived(long sequence, T item)
    {
        if (sequence == next)
        {
            next++;
            return true;
        }

        if (sequence > next)
        {
            (early ??= []).TryAdd(sequence, item);
        }

        return false;
    }

    /// <summary>Takes the next item if it came early.</summary>
    public bool TryTakeNext(out T item)
    {
        if (early is null || !early.Remove(next, out item!))
        {
            item = default!;
            return false;
        }

        next++;
        return true;
    }
}
