using NetMesh.Clock;
using NetMesh.Protocols.Wire;

namespace NetMesh.Grains.Hosts;

/// <summary>
/// The connections of a host by their end. Every frame is looked up here, in a large swarm in a table that is in no cache: keys and connections lie side by side
/// in one array, so that a look-up fetches one line of it, where a dictionary fetches its buckets and its entries.
/// </summary>
/// <remarks>A mutable struct, to be embedded in its owner. Open addressing with linear probing (Knuth, volume 3, §6.4), at most four fifths full: a look-up then goes on for two or three slots, four of which share a line. A removal closes the gap it leaves.</remarks>
internal struct EndTable()
{
    private Slot[] slots = new Slot[8];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    public void Add(HostConnection connection)
    {
        if (5 * (Count + 1) > 4 * slots.Length)
        {
            Grow();
        }

        slots[Place(connection.End)] = new Slot { End = connection.End, Connection = connection };
        Count++;
    }

    /// <summary>This end will be looked up soon.</summary>
    public readonly void Foresee(ConnectionEnd end) => Memory.Fetch(ref slots[Home(end)]);

    public readonly HostConnection? Find(ConnectionEnd end) => slots[Place(end)].Connection;

    public bool Remove(ConnectionEnd end)
    {
        var gap = Place(end);
        if (slots[gap].Connection is null)
        {
            return false;
        }

        // What had to go on past the gap to find its place moves into it.
        var mask = slots.Length - 1;
        for (var next = (gap + 1) & mask; slots[next].Connection is not null; next = (next + 1) & mask)
        {
            if (((next - Home(slots[next].End)) & mask) >= ((next - gap) & mask))
            {
                slots[gap] = slots[next];
                gap = next;
            }
        }

        slots[gap] = default;
        Count--;
        return true;
    }

    // Where the end is, or else where it would go.
    private readonly int Place(ConnectionEnd end)
    {
        var place = Home(end);
        while (slots[place] is { Connection: not null } slot && slot.End != end)
        {
            place = (place + 1) & (slots.Length - 1);
        }

        return place;
    }

    // The high bits of the product are the mixed ones.
    private readonly int Home(ConnectionEnd end) => (int)(((ulong)end.Value * 0x9E3779B97F4A7C15) >> 32) & (slots.Length - 1);

    private void Grow()
    {
        var before = slots;
        slots = new Slot[2 * before.Length];
        foreach (ref readonly var slot in before.AsSpan())
        {
            if (slot.Connection is not null)
            {
                slots[Place(slot.End)] = slot;
            }
        }
    }

    private struct Slot
    {
        public ConnectionEnd End;
        public HostConnection? Connection;
    }
}
