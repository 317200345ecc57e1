using NetMesh.Clock;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet.Traffic;

/// <summary>One message under way, from the sender's queue to delivery. Pooled: sending allocates nothing.</summary>
internal sealed class Packet(Network network) : ITimedEvent
{
    /// <summary>The next one in a queue or in the pool.</summary>
    public Packet? Next;

    /// <summary>Whose turn this packet takes on a link.</summary>
    public Flow Flow = null!;

    /// <summary>Where it is going; null for a datagram to the outside.</summary>
    public HostPort To = null!;

    public WireMessage? Message;

    /// <summary>Bytes on the links, with headers.</summary>
    public int WireBytes;

    /// <summary>Message bytes among them that are accounted for in the sender's queue.</summary>
    public int QueuedBytes;

    public FrameKind Kind;

    /// <summary>When the step under way ends: the exact time, even where the wall clock comes late.</summary>
    public long DueNs;

    /// <summary>Under TCP: when what was lost of it comes, sent a second time; 0: nothing was.</summary>
    public long WholeNs;

    /// <summary>Under TCP: it is the first of a window.</summary>
    public bool BeginsRound;

    /// <summary>Under TCP: the next message of which something is missing.</summary>
    public Packet? NextMissing;

    /// <summary>For a datagram.</summary>
    public Endpoint Source;

    /// <summary>For a datagram.</summary>
    public Endpoint Destination;

    /// <summary>For a datagram: the address of the host that hears it, which is another than its destination's where that is at several sites.</summary>
    public IPv4Address HeardAt => To.Host?.Address ?? Destination.Address;

    /// <summary>For a datagram from another process: the program here that it was sent to.</summary>
    public Service? Called;

    /// <summary>Its sender took back what it had queued, or nobody is left to hear it.</summary>
    public bool IsDropped => Kind != FrameKind.Reset && (Flow.SenderGone || Flow.ReceiverGone);

    /// <summary>Under TCP: the beginning or the middle of a message for which the window had no room in one piece. The last part carries the message.</summary>
    public bool IsPart => Kind == FrameKind.Data && Message is null;

    /// <inheritdoc/>
    public void Foresee(int eventsAhead)
    {
        switch (eventsAhead)
        {
            case 6:
                Memory.Fetch(Flow, 3);
                Memory.Fetch(To);
                break;
            case 5:
                Memory.Fetch(Flow.Connection, 4);
                Memory.Fetch(To?.Down);
                break;
            default:
                Flow.Connection?.Foresee(Flow, eventsAhead);
                break;
        }
    }

    /// <summary>It came out of the path.</summary>
    public void Fire(long nowNs, long argument) => network.Arrived(this);
}
