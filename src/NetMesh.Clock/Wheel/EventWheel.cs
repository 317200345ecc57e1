using System.Numerics;
using System.Runtime.CompilerServices;

namespace NetMesh.Clock.Wheel;

/// <summary>
/// The queue of planned events, in exact order of (time, order of planning), for times from 0 to 2^63 nanoseconds. Not safe for several threads.
/// </summary>
/// <remarks>
/// A hierarchical timing wheel (Varghese and Lauck 1987) whose lowest level is one nanosecond, joined with the ladder queue's sorted front (Tang, Goh and
/// Thng 2005):
/// <list type="number">
/// <item>Sixteen levels of 16 slots. An event goes to the level of the highest base-16 digit in which its time differs from the cursor, into the slot of
/// that digit. All events of one time are therefore always in one slot, in order of planning.</item>
/// <item>When the front is used up, the earliest slot is opened: the cursor moves to the slot's begin and its events go one or more levels down, or, when
/// they are few, are sorted into the front at once. Sparse times thus skip the levels that would hold one event per slot.</item>
/// <item>So few slots a level let the front hold between 16 and 256 events at any density of events (with 256 slots it was one or two at some): enough to
/// look ahead, and to let the next events ask for what they will need (<see cref="ITimedEvent.Foresee"/>).</item>
/// <item>A new event before the front's end is inserted into the front; should the front grow long by it, it goes back into the (empty) lower levels.</item>
/// <item>Cancelling frees the node; its entry in a slot goes stale and is skipped when reached, or swept once stale entries outnumber the others.</item>
/// </list>
/// Each step is constant time per event, amortised, with no allocation once the pools have grown.
/// </remarks>
public sealed class EventWheel
{
    private const int DigitBits = 4;
    private const int Slots = 1 << DigitBits;
    private const int Levels = 64 / DigitBits;
    private const int SweepFloor = 4096;
    private const int NodeDistance = ITimedEvent.Foresight + 1;

    private readonly EventNodes nodes = new();
    private readonly EventFront front = new();
    private readonly EventChunk?[] heads = new EventChunk?[Levels * Slots];
    private readonly EventChunk?[] tails = new EventChunk?[Levels * Slots];
    private readonly int[] counts = new int[Levels * Slots];
    private readonly ulong[] occupied = new ulong[Levels * Slots / 64];
    private EventChunk? freeChunks;
    private long cursor;
    private int stale;

    // Times before it belong to the front; long.MinValue while there is none.
    private long frontEnd = long.MinValue;

    /// <summary>How many events are planned.</summary>
    public int Count => nodes.Count;

    /// <summary>
    /// No event is planned before this time; <see cref="long.MaxValue"/> without any. It can be a little earlier than the first event, never later.
    /// </summary>
    public long NotBeforeNs
    {
        get
        {
            if (!front.IsEmpty)
            {
                return front.FirstAtNs;
            }

            var slot = FirstOccupied();
            return slot < 0 ? long.MaxValue : StartOf(slot);
        }
    }

    /// <summary>Plans an event. A time before those of the events taken comes first of what is planned.</summary>
    public EventHandle Add(long atNs, ITimedEvent target, long argument)
    {
        if (atNs < cursor)
        {
            atNs = cursor;
        }

        var handle = nodes.Add(target, argument, out var node, out var generation);
        var entry = new WheelEntry(atNs, node, generation);
        if (atNs >= frontEnd)
        {
            Place(entry);
        }
        else if (!front.TryInsert(entry))
        {
            SpillFront();
            Place(entry);
        }

        return handle;
    }

    /// <summary>Takes back an event; false when it is not planned any more.</summary>
    public bool Cancel(EventHandle handle)
    {
        if (!nodes.Cancel(handle))
        {
            return false;
        }

        if (++stale > nodes.Count + SweepFloor)
        {
            Sweep();
        }

        return true;
    }

    /// <summary>Takes out the first event, if it is planned at <paramref name="limitNs"/> or before.</summary>
    public bool TryTake(long limitNs, out long atNs, out ITimedEvent target, out long argument)
    {
        do
        {
            while (!front.IsEmpty)
            {
                ref readonly var entry = ref front.First;
                if (entry.AtNs > limitNs)
                {
                    goto None;
                }

                front.RemoveFirst();
                Foresee();
                if (nodes.TryTake(entry, out target, out argument))
                {
                    atNs = entry.AtNs;
                    return true;
                }

                stale--;
            }
        }
        while (OpenNext(limitNs));

    None:
        atNs = 0;
        target = null!;
        argument = 0;
        return false;
    }

    // What will be needed comes step by step, each from what the step before has fetched.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Foresee()
    {
        var ahead = front.Ahead;
        if (ahead.Length > NodeDistance)
        {
            nodes.Fetch(ahead[NodeDistance].Node);
            nodes.FetchTarget(ahead[NodeDistance - 1].Node);
        }

        for (var i = Math.Min(ITimedEvent.Foresight, ahead.Length) - 1; i >= 0; i--)
        {
            nodes.Foresee(ahead[i], i + 1);
        }
    }

    // Opens the earliest slot unless it begins after the limit: the cursor must never pass a time at which an event may still be planned.
    private bool OpenNext(long limitNs)
    {
        var slot = FirstOccupied();
        if (slot < 0)
        {
            return false;
        }

        var start = StartOf(slot);
        if (start > limitNs)
        {
            return false;
        }

        var chunk = heads[slot]!;
        var count = Detach(slot);
        cursor = start;
        var shift = slot / Slots * DigitBits;
        if (shift == 0 || (count <= EventFront.SortLimit && shift < 56))
        {
            frontEnd = start + (1L << shift);
            front.Fill(chunk, count, start, sorted: shift == 0);
            Release(chunk);
            return true;
        }

        frontEnd = long.MinValue;
        for (var next = chunk; next is not null; next = next.Next)
        {
            foreach (ref readonly var entry in next.Entries.AsSpan(0, next.Count))
            {
                Place(entry);
            }
        }

        Release(chunk);
        return true;
    }

    private void SpillFront()
    {
        foreach (ref readonly var entry in front.Entries)
        {
            Place(entry);
        }

        front.Clear();
        frontEnd = long.MinValue;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Place(in WheelEntry entry)
    {
        var level = BitOperations.Log2((ulong)(entry.AtNs ^ cursor)) / DigitBits;
        Append((level * Slots) + ((int)(entry.AtNs >> (level * DigitBits)) & (Slots - 1)), entry);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Append(int slot, in WheelEntry entry)
    {
        var tail = tails[slot];
        if (tail is null || tail.Count == EventChunk.Size)
        {
            tail = Extend(slot, tail);
        }

        tail.Entries[tail.Count++] = entry;
        counts[slot]++;
    }

    private EventChunk Extend(int slot, EventChunk? tail)
    {
        var chunk = freeChunks ?? new EventChunk();
        freeChunks = chunk.Next;
        chunk.Next = null;
        chunk.Count = 0;
        tails[slot] = chunk;
        if (tail is null)
        {
            heads[slot] = chunk;
            occupied[slot / 64] |= 1UL << (slot & 63);
        }
        else
        {
            tail.Next = chunk;
        }

        return chunk;
    }

    private int Detach(int slot)
    {
        var count = counts[slot];
        counts[slot] = 0;
        heads[slot] = tails[slot] = null;
        occupied[slot / 64] &= ~(1UL << (slot & 63));
        return count;
    }

    private void Release(EventChunk chunk)
    {
        var last = chunk;
        while (last.Next is not null)
        {
            last = last.Next;
        }

        last.Next = freeChunks;
        freeChunks = chunk;
    }

    // Lower levels come before higher ones, and within a level lower slots before higher ones: the first bit set is the earliest slot.
    private int FirstOccupied()
    {
        for (var i = 0; i < occupied.Length; i++)
        {
            if (occupied[i] != 0)
            {
                return (i * 64) + BitOperations.TrailingZeroCount(occupied[i]);
            }
        }

        return -1;
    }

    private long StartOf(int slot)
    {
        var shift = slot / Slots * DigitBits;
        var above = shift + DigitBits >= 64 ? 0 : cursor >> (shift + DigitBits) << (shift + DigitBits);
        return above | ((long)(slot & (Slots - 1)) << shift);
    }

    private void Sweep()
    {
        for (var slot = 0; slot < heads.Length; slot++)
        {
            if (heads[slot] is not { } chunk)
            {
                continue;
            }

            Detach(slot);
            for (var next = chunk; next is not null; next = next.Next)
            {
                foreach (ref readonly var entry in next.Entries.AsSpan(0, next.Count))
                {
                    if (nodes.IsLive(entry))
                    {
                        Append(slot, entry);
                    }
                }
            }

            Release(chunk);
        }

        front.RemoveStale(nodes);
        stale = 0;
    }
}
