using NetMesh.Clock;
using NetMesh.Planet.Backbones;
using NetMesh.Planet.Faults;
using NetMesh.Planet.Hosts;
using NetMesh.Planet.Links;
using NetMesh.Planet.Traffic;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet;

// Streams whose other end is in another process: this one has a half of them. What our end sends crosses our uplink and the path and then leaves over the
// backbone (Cross); what the other half sends is put back in order and crosses our downlink (Take). A half that is done says so by its last frame, Closed or
// Reset. One that has said Closed stays until the other's last frame, so that what the other still sends is not answered with a Reset, which might overtake
// what we had sent. Everything here runs with the state guarded.
public sealed partial class Network
{
    private Trunk BecomeHalf(Connection connection, ConnectionEnd near)
    {
        var trunk = new Trunk(this, connection, new TrunkEnd(backbone!.Here, near));
        connection.Trunk = trunk;
        connection.Out(near).IsOutbound = true;
        connection.In(near).IsInbound = true;
        return trunk;
    }

    // A call has come out of the path, and the program is not here.
    private void CallElsewhere(Connection connection, Service program)
    {
        var trunk = BecomeHalf(connection, connection.DiallerEnd);
        trunk.DialTimer = Clock.Schedule(Clock.NowNs + Options.DialTimeout.ToNanoseconds(), connection);
        outbox.Add().Target = new CallCrossing(program, trunk.Near, new Dialled(connection.From, connection.To));
    }

    private void CalledFromElsewhere(Service program, TrunkEnd caller, Dialled dialled)
    {
        var called = PortOf(dialled.To.Address);
        if (called.IsDown)
        {
            // It cannot even refuse.
            return;
        }

        var connection = NewConnection(dialled.From, dialled.To, PortOf(dialled.From.Address), called);
        BecomeHalf(connection, connection.DiallerEnd.Other).Far = caller;
        if (map.CalledAt(dialled.To) is { } listening && string.Equals(listening.Name, program.Name, StringComparison.Ordinal))
        {
            Accept(connection, listening, dialled);
        }
        else
        {
            Refuse(connection);
        }
    }

    // Something our end sent has come out of the path.
    private void Cross(Connection connection, Flow flow, FrameKind kind, WireMessage? message)
    {
        var trunk = flow.Outbound!;
        switch (kind)
        {
            case FrameKind.Data:
                trunk.InFlightBytes += message!.WireLength;
                if (trunk.InFlightBytes >= Options.TrunkWindow)
                {
                    flow.Hold |= FlowHold.Windowed;
                }

                Say(trunk, TrunkKind.Data, message);
                break;
            case FrameKind.Accepted:
                Say(trunk, TrunkKind.Accepted);
                break;
            case FrameKind.Closed:
                Say(trunk, TrunkKind.Closed);
                trunk.IsSilent = true;
                break;
            default:
                // The reset is what is said last by whatever is removed before it had closed.
                Remove(connection);
                break;
        }
    }

    private void TakeInOrder(Connection connection, long sequence, TrunkFrame frame)
    {
        var trunk = connection.Trunk!;
        if (trunk.Far == default)
        {
            trunk.Far = frame.From;
            if (connection.In(trunk.Near.End).IsHeld)
            {
                Say(trunk, TrunkKind.Pause);
            }
        }

        if (Options.Bug == PlantedBug.FramesTakenAsTheyCome)
        {
            Take(connection, trunk, frame);
        }
        else if (trunk.Order.Arrived(sequence, frame))
        {
            do
            {
                Take(connection, trunk, frame);
            }
            while (connection.IsAlive && trunk.Order.TryTakeNext(out frame));
        }
        else if (trunk.GapTimer == default)
        {
            WatchGap(trunk);
        }
    }

    // A backbone that promises no order may not promise either that everything arrives. Looked at now and then, for most gaps are filled at once.
    private void WatchGap(Trunk trunk) => trunk.GapTimer = trunk.HasGap
        ? Clock.Schedule(Clock.NowNs + Options.StallTimeout.ToNanoseconds(), trunk, trunk.Order.Next)
        : default;

    /// <summary>Frames may have waited in vain for the one that was due when they came.</summary>
    internal void GapTimedOut(Connection connection, long due)
    {
        Enter();
        try
        {
            if (isDisposed || !connection.IsAlive)
            {
                return;
            }

            var trunk = connection.Trunk!;
            if (trunk.HasGap && trunk.Order.Next == due)
            {
                Abort(connection);
            }
            else
            {
                WatchGap(trunk);
            }
        }
        finally
        {
            Leave();
        }
    }

    private void Take(Connection connection, Trunk trunk, TrunkFrame frame)
    {
        Flow sending = connection.Out(trunk.Near.End), hearing = connection.In(trunk.Near.End);
        switch (frame.Kind)
        {
            case TrunkKind.Accepted when trunk.Near.End.IsDialler && !connection.IsAnswered:
                connection.IsAnswered = true;
                Clock.Cancel(trunk.DialTimer);
                ControlArrived(connection, hearing, FrameKind.Accepted);
                break;
            case TrunkKind.Data when frame.Message is { } message:
                trunk.UntoldBytes += message.WireLength;
                if (hearing.ReceiverGone)
                {
                    Taken(trunk, message);
                }
                else
                {
                    EnterDownlink(NewPacket(hearing, FrameKind.Data, message, WireSize.OfStream(message.WireLength)));
                }

                break;
            case TrunkKind.Closed when hearing.ReceiverGone:
                Remove(connection);
                break;
            case TrunkKind.Closed:
                // Nobody is left to hear what our end sends.
                sending.SenderGone = sending.ReceiverGone = true;
                EnterDownlink(NewPacket(hearing, FrameKind.Closed, null, WireSize.OfStream(0)));
                break;
            case TrunkKind.Reset:
                ResetFromElsewhere(connection);
                break;
            case TrunkKind.Pause:
                sending.Hold |= FlowHold.Paused;
                break;
            case TrunkKind.Resume:
                Release(sending, FlowHold.Paused);
                break;
            case TrunkKind.Taken:
                trunk.InFlightBytes -= frame.Bytes;
                if (trunk.InFlightBytes < Options.TrunkWindow)
                {
                    Release(sending, FlowHold.Windowed);
                }

                break;
            default:
                break;
        }
    }

    private void ResetFromElsewhere(Connection connection)
    {
        var trunk = connection.Trunk!;
        var hearing = connection.In(trunk.Near.End);
        // A reset is not answered.
        trunk.IsSilent = true;
        if (hearing.ReceiverGone)
        {
            Remove(connection);
        }
        else
        {
            Hear(connection, hearing, FrameKind.Reset, null);
        }
    }

    private void EnterDownlink(Packet packet)
    {
        packet.DueNs = Clock.NowNs;
        if (Options.Unshaped)
        {
            Deliver(packet);
        }
        else
        {
            packet.To.Down.Offer(packet);
        }
    }

    // Our end has taken a message, or never will: as much may follow. Told a few times per window, and not for each message.
    private void Taken(Trunk trunk, WireMessage message)
    {
        trunk.TakenBytes += message.WireLength;
        if (trunk.TakenBytes >= Math.Max(1, Options.TrunkWindow / 4))
        {
            TellTaken(trunk, trunk.TakenBytes);
        }
    }

    private void TellTaken(Trunk trunk, long bytes)
    {
        if (bytes > 0)
        {
            Say(trunk, TrunkKind.Taken, bytes: bytes);
        }

        trunk.UntoldBytes -= bytes;
        trunk.TakenBytes = 0;
    }

    // A receiver takes no more for now; what has already left the sender's queue still comes.
    private void HoldBack(Flow flow, FlowHold reason)
    {
        if (flow is { Inbound: { } trunk, IsHeld: false })
        {
            Say(trunk, TrunkKind.Pause);
        }

        flow.Hold |= reason;
    }

    private void Say(Trunk trunk, TrunkKind kind, WireMessage? message = null, long bytes = 0)
    {
        if (!trunk.IsSilent && trunk.Far != default)
        {
            outbox.Add().Target = new FrameCrossing(this, trunk.Far, trunk.Sequence++, new TrunkFrame(kind, trunk.Near, message, bytes));
        }
    }

    private void SayLast(Trunk trunk)
    {
        Say(trunk, TrunkKind.Reset);
        trunk.IsSilent = true;
        Clock.Cancel(trunk.DialTimer);
        Clock.Cancel(trunk.GapTimer);
    }
}
