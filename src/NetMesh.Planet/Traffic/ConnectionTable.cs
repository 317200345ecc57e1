using NetMesh.Protocols.Wire;

namespace NetMesh.Planet.Traffic;

/// <summary>
/// The connections there are, by slot and generation, so that the end of a connection long gone finds nothing rather than another connection. An end's
/// value is generation (31 bits), slot (32 bits), side (1 bit).
/// </summary>
/// <param name="site">
/// The process, on a planet of several: generations begin elsewhere in each. What was on its way to a program when it moved to another process must not be
/// taken there for something about a stream of that one.
/// </param>
internal sealed class ConnectionTable(SiteId site)
{
    private const int MostGenerations = int.MaxValue >> 1;

    private readonly int firstGeneration = 1 + (int)((ulong)site.Value % MostGenerations);
    private Slot[] slots = new Slot[256];
    private int used;
    private int firstFree = -1;

    public int Count { get; private set; }

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
        slot.Generation = slot.Generation == MostGenerations ? 1 : slot.Generation + 1;
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
