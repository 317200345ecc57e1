namespace NetMesh.Planet.Hosts;

/// <summary>
/// A hash table from addresses (or endpoints, as numbers) to objects that any thread reads without a lock while one at a time writes. Each read sees the
/// table as it was at some moment during it. Never enumerated: its order means nothing.
/// </summary>
internal sealed class AddressTable<TValue>
    where TValue : class
{
    // Open addressing over references: a slot is written once with its key, so that a reader sees a whole entry or none.
    private Entry?[] slots = new Entry?[64];
    private int used;

    public TValue? Find(ulong key)
    {
        var now = Volatile.Read(ref slots);
        for (var i = Start(key, now.Length); ; i = (i + 1) & (now.Length - 1))
        {
            var entry = Volatile.Read(ref now[i]);
            if (entry is null || entry.Key == key)
            {
                return entry?.Value;
            }
        }
    }

    /// <summary>Sets or, with null, removes. The caller sees to it that only one thread writes.</summary>
    public void Set(ulong key, TValue? value)
    {
        if (2 * (used + 1) > slots.Length)
        {
            Grow();
        }

        var i = Start(key, slots.Length);
        while (slots[i] is { } entry && entry.Key != key)
        {
            i = (i + 1) & (slots.Length - 1);
        }

        if (slots[i] is null)
        {
            if (value is null)
            {
                return;
            }

            used++;
        }

        // A removed key keeps its slot, or readers would lose those behind it; the next growth drops it.
        Volatile.Write(ref slots[i], new Entry(key, value));
    }

    private void Grow()
    {
        var live = slots.Where(entry => entry?.Value is not null).ToArray();
        var larger = new Entry?[Math.Max(64, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)live.Length * 4))];
        foreach (var entry in live)
        {
            var i = Start(entry!.Key, larger.Length);
            while (larger[i] is not null)
            {
                i = (i + 1) & (larger.Length - 1);
            }

            larger[i] = entry;
        }

        used = live.Length;
        Volatile.Write(ref slots, larger);
    }

    private static int Start(ulong key, int length) => (int)((key * 0x9E3779B97F4A7C15) >> 33) & (length - 1);

    private sealed class Entry(ulong key, TValue? value)
    {
        public readonly ulong Key = key;
        public readonly TValue? Value = value;
    }
}
