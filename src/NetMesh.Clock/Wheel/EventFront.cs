namespace NetMesh.Clock.Wheel;

/// <summary>The earliest events of the wheel, sorted: an array read from its head.</summary>
internal sealed class EventFront
{
    /// <summary>A slot with at most this many events is sorted into the front rather than spread over the level below.</summary>
    public const int SortLimit = 256;

    private const int InsertLimit = 2 * SortLimit;

    private readonly ulong[] keys = new ulong[SortLimit];
    private readonly WheelEntry[] unsorted = new WheelEntry[SortLimit];
    private WheelEntry[] entries = new WheelEntry[2 * InsertLimit];
    private int head;
    private int end;

    public bool IsEmpty => head == end;

    public ref readonly WheelEntry First => ref entries[head];

    public long FirstAtNs => entries[head].AtNs;

    public ReadOnlySpan<WheelEntry> Entries => entries.AsSpan(head, end - head);

    /// <summary>Those that follow the first one.</summary>
    public ReadOnlySpan<WheelEntry> Ahead => entries.AsSpan(head, end - head);

    public void RemoveFirst() => head++;

    public void Clear() => head = end = 0;

    /// <summary>Takes over a slot's events; the front is empty before.</summary>
    public void Fill(EventChunk chunk, int count, long startNs, bool sorted)
    {
        head = 0;
        end = count;
        if (entries.Length < count)
        {
            entries = new WheelEntry[Math.Max(count, 2 * entries.Length)];
        }

        var target = sorted ? entries : unsorted;
        var filled = 0;
        for (var next = chunk; next is not null; next = next.Next)
        {
            Array.Copy(next.Entries, 0, target, filled, next.Count);
            filled += next.Count;
        }

        if (sorted)
        {
            return;
        }

        // Time within the slot (below 2^56) and place in the order of planning, in one number: sorting plain numbers is stable by construction.
        for (var i = 0; i < count; i++)
        {
            keys[i] = ((ulong)(unsorted[i].AtNs - startNs) << 8) | (uint)i;
        }

        Array.Sort(keys, 0, count);
        for (var i = 0; i < count; i++)
        {
            entries[i] = unsorted[keys[i] & 0xFF];
        }
    }

    /// <summary>Inserts after every event that is not later. Refuses (false) when that would have to move too many.</summary>
    public bool TryInsert(in WheelEntry entry)
    {
        if (head == end)
        {
            head = end = 0;
        }

        if (head == end || entries[end - 1].AtNs <= entry.AtNs)
        {
            MakeRoom();
            entries[end++] = entry;
            return true;
        }

        if (end - head > InsertLimit)
        {
            return false;
        }

        var at = UpperBound(entry.AtNs);
        if (head > 0 && at - head <= end - at)
        {
            Array.Copy(entries, head, entries, head - 1, at - head);
            head--;
            entries[at - 1] = entry;
            return true;
        }

        var before = head;
        MakeRoom();
        at -= before - head;
        Array.Copy(entries, at, entries, at + 1, end - at);
        entries[at] = entry;
        end++;
        return true;
    }

    public void RemoveStale(EventNodes nodes)
    {
        var kept = head;
        for (var i = head; i < end; i++)
        {
            if (nodes.IsLive(entries[i]))
            {
                entries[kept++] = entries[i];
            }
        }

        end = kept;
    }

    private int UpperBound(long atNs)
    {
        int low = head, high = end;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (entries[middle].AtNs <= atNs)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private void MakeRoom()
    {
        if (end < entries.Length)
        {
            return;
        }

        if (head > entries.Length / 2)
        {
            Array.Copy(entries, head, entries, 0, end - head);
            end -= head;
            head = 0;
            return;
        }

        Array.Resize(ref entries, entries.Length * 2);
    }
}
