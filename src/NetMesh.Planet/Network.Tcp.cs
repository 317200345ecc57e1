using NetMesh.Clock;
using NetMesh.Planet.Links;
using NetMesh.Planet.Paths;
using NetMesh.Planet.Tcp;
using NetMesh.Planet.Traffic;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet;

// Streams under TransportModel.Tcp. What a message meets here that it does not meet otherwise:
// 1. Its turn on the uplink comes only when the window has room (Sendable); a message for which there is not enough goes in parts (CutOff). The window is
//    charged as the part begins to be sent (FillWindow). A sender that has filled it waits for the acknowledgement that ends the round: one event.
// 2. On the path, segments are lost by chance. The message crosses all the same and waits at the receiver, with all that comes behind it, until what is
//    missing has come a second time (Reassemble): a round trip after the third segment that got through behind it, or, if fewer do, when the timer runs out.
// 3. On a cut path nothing gets through: the sender tries again and again, each time after twice as long.
// As long as a window never fills and nothing is lost, there are no more events than under TransportModel.Ideal. Acknowledgements take no link, as in the
// textbooks' formulas; nor does what is sent again, but the path counts it. A stream between two processes has its window in the sender's, which knows the
// path and not the queue at the receiver's downlink; there the receiver's process holds it back (see Network.Trunks). What comes from another planet has
// its window there. Everything here runs with the state guarded.
public sealed partial class Network
{
    private const int EnoughDuplicates = 3;

    /// <summary>How many bytes of the packet at the head of a stream's queue may leave now; none: the stream is held until an acknowledgement comes.</summary>
    internal int Sendable(TransmissionControlBlock tcp, Packet packet, long nowNs)
    {
        if (tcp is { Retransmits: true, Duplicates: 0, Window.LostAll: true } && nowNs >= tcp.Window.RoundEndNs)
        {
            // No acknowledgement ends this round.
            tcp.Flow.Hold |= FlowHold.Retransmitting;
            return 0;
        }

        var room = tcp.Window.Room(nowNs);
        if (room >= packet.WireBytes)
        {
            return packet.WireBytes;
        }

        // Never less than a full segment of a longer message, or small windows would become small segments.
        var whole = (int)(room / WireSize.Segment) * WireSize.Segment;
        if (whole == 0)
        {
            AwaitAcknowledgement(tcp);
        }

        return whole;
    }

    /// <summary>Cuts the first bytes off a packet, a number of full segments, to be sent now; the rest stays in its queue.</summary>
    internal Packet CutOff(Packet packet, int bytes)
    {
        var part = NewPacket(packet.Flow, FrameKind.Data, null, bytes);
        part.QueuedBytes = bytes / WireSize.Segment * WireSize.SegmentLength;
        packet.WireBytes -= bytes;
        packet.QueuedBytes -= part.QueuedBytes;
        return part;
    }

    /// <summary>A part of a stream begins to be sent.</summary>
    internal void FillWindow(TransmissionControlBlock tcp, Packet packet, long nowNs)
    {
        packet.BeginsRound = tcp.Window.BeginsRound;
        FillWindow(tcp, packet.WireBytes, nowNs);
    }

    private void FillWindow(TransmissionControlBlock tcp, int bytes, long nowNs)
    {
        HostPort from = tcp.Flow.From, to = tcp.Flow.To;
        var nsPerByte = Math.Max(from.Up.NsPerByte, to.Down.NsPerByte);
        var arrivesNs = nowNs + PropagationNs(from, to, crossesPath: true);
        if (tcp.Window.BeginsRound)
        {
            var waitsNs = Math.Max(0, tcp.ThroughNs - arrivesNs) + to.Down.WaitBehindOthersNs(tcp.Flow);
            var segmentNs = (long)Math.Ceiling(Math.Min(bytes, WireSize.Segment) * nsPerByte);
            tcp.RoundTripNs = segmentNs + waitsNs + DelayNs(tcp.Flow.Path, from, to) + DelayNs(paths.Between(to.Region, from.Region), to, from);
            tcp.Timeout.Measured(tcp.RoundTripNs);
        }

        tcp.ThroughNs = Math.Max(tcp.ThroughNs, arrivesNs) + (long)(bytes * nsPerByte);
        tcp.Window.Send(bytes, nowNs + tcp.RoundTripNs);
    }

    internal void TcpTimerFired(TransmissionControlBlock tcp, TcpTimer timer, long nowNs)
    {
        gate?.Enter();
        try
        {
            if (isDisposed || !tcp.Flow.Connection!.IsAlive)
            {
                return;
            }

            switch (timer)
            {
                case TcpTimer.Acknowledgement:
                    Release(tcp.Flow, FlowHold.Unacknowledged, Math.Min(nowNs, tcp.Window.RoundEndNs));
                    break;
                case TcpTimer.Retransmission:
                    Retransmit(tcp, nowNs);
                    break;
                default:
                    HandUp(tcp, nowNs);
                    break;
            }
        }
        finally
        {
            Leave();
        }
    }

    // A message of set-up meets a path that is cut or loses it, or a host without power: it is sent again after 1 s, 2 s, 4 s, … (RFC 6298 §2.1, §5.5), until
    // the dialler gives up. False: it gets through.
    private bool SetUpFails(Connection connection, Flow flow, FrameKind kind, bool isUnreachable)
    {
        var path = flow.Path;
        if (!isUnreachable && (flow.From.IsAbroad || IsLocal(flow.From, flow.To) || !path.Happens(path.Loss)))
        {
            return false;
        }

        path.Drops++;
        var waitNs = RetransmissionTimeout.InitialNs << connection.SetUpTimeouts;
        var untilDeadlineNs = Options.DialTimeout.ToNanoseconds() - (waitNs - RetransmissionTimeout.InitialNs);
        if (waitNs < untilDeadlineNs)
        {
            connection.SetUpTimeouts++;
            Clock.Schedule(Clock.NowNs + waitNs, connection, 1 + (long)kind);
        }
        else
        {
            Clock.Schedule(Clock.NowNs + Math.Max(0, untilDeadlineNs), connection);
        }

        return true;
    }

    /// <summary>A message of set-up that was lost is sent again.</summary>
    internal void SetUpAgain(Connection connection, FrameKind kind)
    {
        gate?.Enter();
        try
        {
            var flow = kind == FrameKind.Opened ? connection.Forth : connection.Back;
            if (!isDisposed && connection.IsAlive && !flow.SenderGone && !flow.ReceiverGone)
            {
                Control(flow, kind);
            }
        }
        finally
        {
            Leave();
        }
    }

    // The control block of the flow whose turn this packet will take.
    private TransmissionControlBlock? ControlBlockOf(Packet packet)
    {
        var flow = packet.Flow;
        // A host's talk with itself knows no distance, and another planet's has met its window there.
        if (flow.Connection is null || flow.From.IsAbroad || IsLocal(flow.From, flow.To))
        {
            return null;
        }

        if (flow.Tcp is not { } tcp)
        {
            return flow.Tcp = new TransmissionControlBlock(this, flow, Options.ReceiveWindow);
        }

        if (flow.QueuedBytes == packet.QueuedBytes && Clock.NowNs - tcp.LastLeftNs > TimeoutNs(tcp))
        {
            tcp.Window.Restart();
        }

        return tcp;
    }

    private void AwaitAcknowledgement(TransmissionControlBlock tcp)
    {
        if ((tcp.Flow.Hold & FlowHold.Unacknowledged) == 0)
        {
            tcp.Flow.Hold |= FlowHold.Unacknowledged;
            Clock.Schedule(tcp.Window.RoundEndNs, tcp, (long)TcpTimer.Acknowledgement);
        }
    }

    private long TimeoutNs(TransmissionControlBlock tcp) => tcp.Timeout.AfterNs(Options.LeastRetransmissionTimeout.ToNanoseconds(), tcp.Timeouts);

    // A part of a stream meets the path. False: the path is cut, and it stays.
    private bool EntersPath(TransmissionControlBlock tcp, Packet packet, RegionPath path, long atNs)
    {
        tcp.LastLeftNs = atNs;
        if (path.IsCut)
        {
            if (!tcp.Retransmits)
            {
                AwaitTimeout(tcp, atNs);
            }

            tcp.Kept = packet;
            path.Drops += WireSize.SegmentsOf(packet.WireBytes);
            tcp.Window.Lose(tcp.Window.Sent - packet.WireBytes);
            tcp.Flow.Hold |= FlowHold.Retransmitting;
            return false;
        }

        var segments = WireSize.SegmentsOf(packet.WireBytes);
        var lost = path.LostOf(segments, out var first);
        if (lost > 0)
        {
            path.Drops += lost;
            tcp.Window.Lose(tcp.Window.Sent - packet.WireBytes + (first * WireSize.Segment));
            if (tcp.Missing is null)
            {
                AwaitTimeout(tcp, atNs);
                segments -= first;
            }

            tcp.AddMissing(packet, lost);
        }

        if (tcp.Missing is not null)
        {
            tcp.Duplicates += segments - lost;
            if (tcp.Duplicates >= EnoughDuplicates && tcp.Timeouts == 0)
            {
                // Those beyond the third left later.
                var beyondNs = (tcp.Duplicates - EnoughDuplicates) * WireSize.Segment * tcp.Flow.From.Up.NsPerByte;
                RetransmitFast(tcp, path, atNs - (long)beyondNs);
            }
        }

        return true;
    }

    // The third duplicate acknowledgement comes a round trip after the segment that caused it left.
    private void RetransmitFast(TransmissionControlBlock tcp, RegionPath path, long thirdLeftNs)
    {
        var atNs = thirdLeftNs + tcp.RoundTripNs;
        path.Bytes += (long)tcp.MissingSegments * WireSize.Segment;
        if (path.Happens(1 - Math.Pow(1 - path.Loss, tcp.MissingSegments)))
        {
            // Lost a second time, which only the timer tells.
            path.Drops++;
            Clock.Cancel(tcp.RetransmissionTimer);
            AwaitTimeout(tcp, atNs);
            tcp.Flow.Hold |= FlowHold.Retransmitting;
            tcp.Duplicates = 0;
            return;
        }

        Clock.Cancel(tcp.RetransmissionTimer);
        ArriveMissing(tcp, atNs + DelayNs(path, tcp.Flow.From, tcp.Flow.To));
    }

    private void AwaitTimeout(TransmissionControlBlock tcp, long fromNs)
    {
        tcp.MissingSinceNs = fromNs;
        tcp.Timeouts = tcp.Duplicates = 0;
        tcp.RetransmissionTimer = Clock.Schedule(fromNs + TimeoutNs(tcp), tcp, (long)TcpTimer.Retransmission);
    }

    // The timer has run out: one segment is sent again and, if it gets through, the window grows anew from there.
    private void Retransmit(TransmissionControlBlock tcp, long nowNs)
    {
        var (flow, path) = (tcp.Flow, tcp.Flow.Path);
        var givesUpNs = tcp.MissingSinceNs + Options.StallTimeout.ToNanoseconds();
        if (!tcp.Retransmits)
        {
            return;
        }

        if (nowNs >= givesUpNs)
        {
            Abort(flow.Connection!);
            return;
        }

        if (tcp.Timeouts == 0)
        {
            tcp.Window.TimeOut();
            flow.Hold |= FlowHold.Retransmitting;
        }

        path.Bytes += WireSize.Segment;
        if (path.IsCut || path.Happens(path.Loss))
        {
            path.Drops++;
            tcp.Timeouts++;
            tcp.RetransmissionTimer = Clock.Schedule(Math.Min(nowNs + TimeoutNs(tcp), givesUpNs), tcp, (long)TcpTimer.Retransmission);
            return;
        }

        var arrivesNs = nowNs + DelayNs(path, flow.From, flow.To);
        if (tcp.Kept is { } kept)
        {
            tcp.Kept = null;
            kept.DueNs = flow.LastArrivalNs = Math.Max(flow.LastArrivalNs, arrivesNs);
            Clock.Schedule(kept.DueNs, kept);
        }

        ArriveMissing(tcp, arrivesNs);
        FillWindow(tcp, WireSize.Segment, nowNs);
        flow.Hold &= ~FlowHold.Retransmitting;
        AwaitAcknowledgement(tcp);
    }

    private void ArriveMissing(TransmissionControlBlock tcp, long atNs)
    {
        tcp.Arrives(atNs);
        if (!tcp.Reassembly.IsEmpty)
        {
            Clock.Schedule(atNs, tcp, (long)TcpTimer.Reassembly);
        }
    }

    // A packet has crossed the downlink. True: it waits until what is missing of it, or before it, has come.
    private bool Reassemble(TransmissionControlBlock tcp, Packet packet)
    {
        if (tcp.Reassembly.IsEmpty)
        {
            if (packet.WholeNs <= Clock.NowNs)
            {
                return false;
            }

            if (packet.WholeNs != TransmissionControlBlock.Unknown)
            {
                Clock.Schedule(packet.WholeNs, tcp, (long)TcpTimer.Reassembly);
            }
        }

        tcp.Reassembly.Add(packet);
        return true;
    }

    // Hands up what no gap is before any more.
    private void HandUp(TransmissionControlBlock tcp, long nowNs)
    {
        while (tcp.Reassembly.First is { } packet && packet.WholeNs <= nowNs)
        {
            DeliverOnStream(tcp.Reassembly.Take());
        }

        if (tcp.Reassembly.First is { WholeNs: not TransmissionControlBlock.Unknown } next)
        {
            Clock.Schedule(next.WholeNs, tcp, (long)TcpTimer.Reassembly);
        }
    }

    // The stream is over.
    private void Forget(TransmissionControlBlock tcp)
    {
        Clock.Cancel(tcp.RetransmissionTimer);
        tcp.Missing = null;
        if (tcp.Kept is { } kept)
        {
            tcp.Kept = null;
            Forget(kept);
        }

        while (!tcp.Reassembly.IsEmpty)
        {
            Forget(tcp.Reassembly.Take());
        }
    }
}
