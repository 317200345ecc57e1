using NetMesh.Clock;
using NetMesh.Planet.Links;
using NetMesh.Planet.Traffic;

namespace NetMesh.Planet.Tcp;

/// <summary>What a TCP timer is for.</summary>
internal enum TcpTimer : byte
{
    /// <summary>The window opens: the first segment of a round was acknowledged.</summary>
    Acknowledgement,

    /// <summary>Something was not acknowledged in time.</summary>
    Retransmission,

    /// <summary>What was lost has come, sent a second time.</summary>
    Reassembly,
}

/// <summary>One direction of a stream under <see cref="TransportModel.Tcp"/>: the sender's window and timer, and what waits at the receiver behind a gap.</summary>
internal sealed class TransmissionControlBlock(Network network, Flow flow, long receiveWindow) : ITimedEvent
{
    /// <summary>For <see cref="Packet.WholeNs"/>: it is not known when.</summary>
    public const long Unknown = long.MaxValue;

    public readonly Flow Flow = flow;

    public CongestionWindow Window = new(receiveWindow);

    public RetransmissionTimeout Timeout;

    /// <summary>The last round trip measured.</summary>
    public long RoundTripNs;

    /// <summary>When everything sent so far will have crossed the receiver's downlink, if nobody else uses it.</summary>
    public long ThroughNs;

    /// <summary>When the last message left over the uplink.</summary>
    public long LastLeftNs;

    /// <summary>Messages that came to the receiver after something that is missing, or with a part of them missing.</summary>
    public readonly FlowQueue Reassembly = new(flow);

    /// <summary>Messages under way of which a part is missing and has not been sent again, threaded through <see cref="Packet.NextMissing"/>.</summary>
    public Packet? Missing;

    /// <summary>Segments missing in them.</summary>
    public int MissingSegments;

    /// <summary>Segments that got through behind the first missing one: each is a duplicate acknowledgement.</summary>
    public int Duplicates;

    /// <summary>A message that met a cut path, as nothing of it gets through.</summary>
    public Packet? Kept;

    /// <summary>When the retransmission began that waits for its timer.</summary>
    public long MissingSinceNs;

    /// <summary>How often the timer has run out for it.</summary>
    public int Timeouts;

    public EventHandle RetransmissionTimer;

    /// <summary>Something waits to be sent again.</summary>
    public bool Retransmits => Missing is not null || Kept is not null;

    public void AddMissing(Packet packet, int segments)
    {
        packet.WholeNs = Unknown;
        packet.NextMissing = Missing;
        Missing = packet;
        MissingSegments += segments;
    }

    /// <summary>Everything that is missing arrives at this time.</summary>
    public void Arrives(long atNs)
    {
        for (var packet = Missing; packet is not null;)
        {
            packet.WholeNs = atNs;
            (packet, packet.NextMissing) = (packet.NextMissing, null);
        }

        Missing = null;
        MissingSegments = Duplicates = Timeouts = 0;
    }

    public void Fire(long nowNs, long argument) => network.TcpTimerFired(this, (TcpTimer)argument, nowNs);
}
