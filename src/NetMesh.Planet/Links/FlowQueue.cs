using NetMesh.Planet.Traffic;

namespace NetMesh.Planet.Links;

/// <summary>The packets of one flow that wait for one link.</summary>
internal sealed class FlowQueue(Flow flow)
{
    private Packet? first;
    private Packet? last;

    public Flow Flow { get; } = flow;

    /// <summary>The next flow in the link's round.</summary>
    public FlowQueue? Next { get; set; }

    /// <summary>It takes part in the link's round.</summary>
    public bool IsInRound { get; set; }

    /// <summary>It was let ahead of the others with a small message, and still stands there.</summary>
    public bool IsAhead { get; set; }

    /// <summary>Bytes it may still send in this turn.</summary>
    public int Deficit { get; set; }

    public Packet? First => first;

    public bool IsEmpty => first is null;

    public void Add(Packet packet)
    {
        packet.Next = null;
        if (last is null)
        {
            first = packet;
        }
        else
        {
            last.Next = packet;
        }

        last = packet;
    }

    public Packet Take()
    {
        var packet = first!;
        first = packet.Next;
        if (first is null)
        {
            last = null;
        }

        packet.Next = null;
        return packet;
    }

    /// <summary>Puts a packet before everything that is in this queue.</summary>
    public void PutBack(Packet packet)
    {
        packet.Next = first;
        first = packet;
        last ??= packet;
    }

    /// <summary>Puts everything in another queue before what is in this one.</summary>
    public void Prepend(FlowQueue other)
    {
        if (other.last is null)
        {
            return;
        }

        other.last.Next = first;
        first = other.first;
        last ??= other.last;
        other.first = other.last = null;
    }
}
