using NetMesh.Clock;
using NetMesh.Planet.Links;
using NetMesh.Planet.Paths;
using NetMesh.Planet.Tcp;

namespace NetMesh.Planet.Traffic;

/// <summary>Why a stream may not use its uplink now.</summary>
[Flags]
internal enum FlowHold : byte
{
    None = 0,

    /// <summary>The called host has not answered yet.</summary>
    Dialling = 1,

    /// <summary>The receiving program asked for a pause.</summary>
    Paused = 2,

    /// <summary>The path is cut.</summary>
    Stalled = 4,

    /// <summary>Enough waits for the receiver's downlink.</summary>
    Congested = 8,

    /// <summary>The other process has not taken enough of what was sent to it.</summary>
    Windowed = 16,

    /// <summary>TCP: a window is under way.</summary>
    Unacknowledged = 32,

    /// <summary>TCP: nothing follows until something lost has been sent again.</summary>
    Retransmitting = 64,
}

/// <summary>One direction of a connection, or all datagrams of a host: what takes turns on a link.</summary>
internal sealed class Flow(Connection? connection, HostPort from, HostPort to, RegionPath path) : ITimedEvent
{
    /// <summary>Null for a host's datagrams.</summary>
    public readonly Connection? Connection = connection;

    public readonly HostPort From = from;

    /// <summary>The receiver; for datagrams it is the packet's that counts.</summary>
    public readonly HostPort To = to;

    public readonly RegionPath Path = path;

    /// <summary>Waiting for the sender's uplink; made when first needed.</summary>
    public FlowQueue? Up;

    /// <summary>Waiting for the receiver's downlink; made when first needed.</summary>
    public FlowQueue? Down;

    /// <summary>Message bytes that have not left over the uplink.</summary>
    public long QueuedBytes;

    /// <summary>Wire bytes that wait for the receiver's downlink.</summary>
    public long DownlinkBytes;

    /// <summary>When the last message of this stream comes out of the path: none may before.</summary>
    public long LastArrivalNs;

    /// <summary>Frames delivered to the receiving end so far.</summary>
    public long Sequence;

    /// <summary>The time-out of a stall.</summary>
    public EventHandle StallTimer;

    /// <summary>Under <see cref="TransportModel.Tcp"/>, for what leaves the machine here; made when first needed.</summary>
    public TransmissionControlBlock? Tcp;

    public FlowHold Hold;

    /// <summary>The sender has been told to wait for room.</summary>
    public bool IsFull;

    /// <summary>What is queued is not to be sent any more.</summary>
    public bool SenderGone;

    /// <summary>The receiving end hears nothing more.</summary>
    public bool ReceiverGone;

    /// <summary>The receiver is in another process.</summary>
    public bool IsOutbound;

    /// <summary>The sender is in another process.</summary>
    public bool IsInbound;

    /// <summary>Where what comes out of the path goes, if the receiver is in another process.</summary>
    public Trunk? Outbound => IsOutbound ? Connection!.Trunk : null;

    /// <summary>Where it comes from, if the sender is in another process. Its holds are then those that the other half is told of.</summary>
    public Trunk? Inbound => IsInbound ? Connection!.Trunk : null;

    public bool IsHeld => Hold != FlowHold.None;

    /// <summary>It was stalled for too long.</summary>
    public void Fire(long nowNs, long argument) => From.Network.StallTimedOut(this);
}
