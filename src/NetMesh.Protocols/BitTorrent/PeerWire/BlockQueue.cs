namespace NetMesh.Protocols.BitTorrent.PeerWire;

/// <summary>A block that was asked for: where it is and how long.</summary>
public readonly record struct BlockRequest(int Piece, int Begin, int Length);

/// <summary>
/// Requests in the order they were made. Answers come in that order as a rule, so that finding one looks at the front first. Holds no memory while empty
/// after <see cref="Clear"/>: a peer has many connections, and requests on few of them.
/// </summary>
/// <remarks>A mutable struct, to be embedded in its owner.</remarks>
public struct BlockQueue()
{
    private BlockRequest[] ring = [];
    private int head;

    /// <summary>Requests in the queue.</summary>
    public int Count { get; private set; }

    /// <summary>The request that has <paramref name="index"/> others before it.</summary>
    public readonly BlockRequest this[int index] => ring[(head + index) & (ring.Length - 1)];

    public void Add(BlockRequest request)
    {
        if (Count == ring.Length)
        {
            Grow();
        }

        ring[(head + Count) & (ring.Length - 1)] = request;
        Count++;
    }

    public bool TryTake(out BlockRequest request)
    {
        if (Count == 0)
        {
            request = default;
            return false;
        }

        request = ring[head];
        head = (head + 1) & (ring.Length - 1);
        Count--;
        return true;
    }

    public readonly bool Contains(BlockRequest request) => IndexOf(request) >= 0;

    /// <summary>Takes out the request; false when it is not there.</summary>
    public bool Remove(BlockRequest request)
    {
        var index = IndexOf(request);
        if (index < 0)
        {
            return false;
        }

        // Those before it move back by one: it is near the front as a rule.
        var mask = ring.Length - 1;
        for (var i = index; i > 0; i--)
        {
            ring[(head + i) & mask] = ring[(head + i - 1) & mask];
        }

        head = (head + 1) & mask;
        Count--;
        return true;
    }

    /// <summary>Forgets all and gives the memory back.</summary>
    public void Clear()
    {
        ring = [];
        head = 0;
        Count = 0;
    }

    private readonly int IndexOf(BlockRequest request)
    {
        var mask = ring.Length - 1;
        for (var i = 0; i < Count; i++)
        {
            ref var other = ref ring[(head + i) & mask];
            if (other.Begin == request.Begin && other.Piece == request.Piece && other.Length == request.Length)
            {
                return i;
            }
        }

        return -1;
    }

    private void Grow()
    {
        var larger = new BlockRequest[Math.Max(4, 2 * ring.Length)];
        for (var i = 0; i < Count; i++)
        {
            larger[i] = this[i];
        }

        ring = larger;
        head = 0;
    }
}
