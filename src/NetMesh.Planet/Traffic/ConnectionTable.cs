using NetMesh.Protocols.Wire;

namespace NetMesh.Planet.Traffic;

/// <summary>
/// The connections there are, by slot and generation, so that the end of a connection long gone finds nothing rather than another connection. An end's
/// value is generation (31 bits), slot (32 bits), side (1 bit).
/// </summary>
/// <param name="firstGeneration">
/// Where slots begin to count, from 1: each process of a planet elsewhere, so that an end that strays into another process, with a program that moved,
/// finds nothing there either.
/// </param>
internal sealed class ConnectionTable(int firstGeneration)
{
    private const int LastGeneration = int.MaxValue >> 1;


    private Slot[] slots = new Slot[256];
    private int used;
    private int firstFree = -1;

    public int Count { get; private set; }

    /// <summary>The first generation of this process.</summary>
    public static int FirstGeneration(SiteId site) => 1 + (int)(TraceMix.Mix(0, (ulong)site.Value) % LastGeneration);

    public ConnectionEnd Add(Connection connection)
    {
        var index = firstFree;
        if (index >= 0)
        {
            firstFree = slots[index].NextFree;
        }
        else
        {
            if (used == slots.Length)
            {
                Array.Resize(ref slots, slots.Length * 2);
            }

            index = used++;
            slots[index].Generation = firstGeneration;
        }

        slots[index].Connection = connection;
        Count++;
        return new ConnectionEnd(((long)slots[index].Generation << 33) | ((long)index << 1));
    }

    /// <summary>The connection this end belongs to, while it lives.</summary>
    public Connection? Find(ConnectionEnd end)
    {
        var index = (uint)(end.Value >> 1);
        return index < (uint)used && slots[index].Generation == (int)(end.Value >> 33) ? slots[index].Connection : null;
    }

    /// <summary>The connections that this holds for, by place.</summary>
    public List<Connection> Where(Func<Connection, bool> holds)
    {
        var found = new List<Connection>();
        for (var i = 0; i < used; i++)
        {
            if (slots[i].Connection is { } connection && holds(connection))
            {
                found.Add(connection);
            }
        }

        return found;
    }

    public void Remove(ConnectionEnd end)
    {
        var index = (int)(uint)(end.Value >> 1);
        ref var slot = ref slots[index];
        slot.Connection = null;
        slot.Generation = slot.Generation == LastGeneration ? 1 : slot.Generation + 1;
        slot.NextFree = firstFree;
        firstFree = index;
        Count--;
    }

    private struct Slot
    {
        public Connection? Connection;
        public int Generation;
        public int NextFree;
    }
}
