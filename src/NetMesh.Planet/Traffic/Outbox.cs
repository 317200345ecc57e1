using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet.Traffic;

/// <summary>
/// What has arrived and is to be handed over. Filled while the network's state is guarded, emptied when it is not, by one thread at a time and in order:
/// whoever is called may call the network in turn, and the frames of an end keep their order.
/// </summary>
internal sealed class Outbox
{
    private Delivery[] filling = new Delivery[64];
    private Delivery[] emptying = new Delivery[64];
    private int filled;
    private int emptied;
    private int toEmpty;

    public bool IsEmpty => filled == 0 && emptied == toEmpty;

    /// <summary>Somebody is handing over.</summary>
    public bool IsBeingEmptied { get; set; }

    public ref Delivery Add()
    {
        if (filled == filling.Length)
        {
            Array.Resize(ref filling, filling.Length * 2);
        }

        return ref filling[filled++];
    }

    /// <summary>Makes what was added ready to be handed over; nothing handed over may be left.</summary>
    public void Turn()
    {
        if (emptied < toEmpty)
        {
            return;
        }

        (filling, emptying) = (emptying, filling);
        (toEmpty, emptied, filled) = (filled, 0, 0);
    }

    /// <summary>Takes the next one that is ready, if there is one.</summary>
    public bool TryTake(out Delivery delivery)
    {
        if (emptied == toEmpty)
        {
            delivery = default;
            return false;
        }

        delivery = emptying[emptied];
        // Let go of the message, or it would live until the place is used again.
        emptying[emptied++] = default;
        return true;
    }
}

/// <summary>One hand-over.</summary>
internal struct Delivery
{
    /// <summary>A <see cref="Connection"/>; for a datagram the program (<see cref="Service"/>) or null, the outside; an <see cref="OutsideConnection"/> to announce; or a <see cref="Backbones.Crossing"/>.</summary>
    public object? Target;

    public WireMessage? Message;

    /// <summary>For a frame.</summary>
    public ConnectionEnd End;

    public long Sequence;

    public FrameKind Kind;

    /// <summary>It is a datagram.</summary>
    public bool IsDatagram;

    /// <summary>For a datagram: the host that hears it.</summary>
    public IPv4Address At;

    /// <summary>For a datagram.</summary>
    public Endpoint From;

    /// <summary>For a datagram.</summary>
    public Endpoint To;
}
