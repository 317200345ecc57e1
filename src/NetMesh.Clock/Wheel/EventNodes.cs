using System.Runtime.CompilerServices;

namespace NetMesh.Clock.Wheel;

/// <summary>
/// The pool of planned events: what to call, and with which argument. One array of 24-byte records, because firing touches all of a record and one
/// cache line is cheaper than three; times are kept apart, in the wheel's slots, because sorting touches only them.
/// </summary>
internal sealed class EventNodes
{
    private Node[] nodes = new Node[1024];
    private int firstFree = -1;
    private int used;

    /// <summary>How many events are planned.</summary>
    public int Count { get; private set; }

    public EventHandle Add(ITimedEvent target, long argument, out int index, out uint generation)
    {
        index = firstFree;
        if (index >= 0)
        {
            firstFree = nodes[index].NextFree;
        }
        else
        {
            if (used == nodes.Length)
            {
                Array.Resize(ref nodes, nodes.Length * 2);
            }

            index = used++;
            nodes[index].Generation = 1;
        }

        ref var node = ref nodes[index];
        node.Target = target;
        node.Argument = argument;
        generation = node.Generation;
        Count++;
        return new EventHandle((long)(((ulong)generation << 32) | (uint)index));
    }

    /// <summary>Takes the node out of the pool if it is still the one the entry was made for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTake(in WheelEntry entry, out ITimedEvent target, out long argument)
    {
        ref var node = ref nodes[entry.Node];
        target = node.Target!;
        argument = node.Argument;
        if (node.Generation != entry.Generation)
        {
            return false;
        }

        Free(ref node, entry.Node);
        return true;
    }

    public bool Cancel(EventHandle handle)
    {
        var index = (uint)handle.Value;
        if (index >= (uint)used || nodes[index].Generation != (uint)(handle.Value >>> 32))
        {
            return false;
        }

        Free(ref nodes[index], (int)index);
        return true;
    }

    public bool IsLive(in WheelEntry entry) => nodes[entry.Node].Generation == entry.Generation;

    /// <summary>Fetches a node that will be taken soon: the events of one slot lie all over the pool.</summary>
    public void Fetch(int index) => Memory.Fetch(ref nodes[index]);

    /// <summary>As <see cref="Fetch"/>, for what a node calls.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void FetchTarget(int index) => Memory.Fetch(nodes[index].Target);

    /// <summary>Lets the event fetch what it will need.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Foresee(in WheelEntry entry, int eventsAhead)
    {
        ref var node = ref nodes[entry.Node];
        if (node.Generation == entry.Generation)
        {
            node.Target!.Foresee(eventsAhead);
        }
    }

    private void Free(ref Node node, int index)
    {
        node.Target = null;
        // Generation 0 is never given out, so that no handle equals the default one.
        node.Generation = node.Generation == uint.MaxValue ? 1 : node.Generation + 1;
        node.NextFree = firstFree;
        firstFree = index;
        Count--;
    }

    private struct Node
    {
        public ITimedEvent? Target;
        public long Argument;
        public uint Generation;
        public int NextFree;
    }
}
