using NetMesh.Clock;
using NetMesh.Planet.Faults;
using NetMesh.Planet.Links;
using NetMesh.Planet.Paths;
using NetMesh.Planet.Traffic;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet;

// A message's way from the sender's queue to the outbox. Everything here runs with the state guarded.
public sealed partial class Network
{
    /// <summary>A link has sent what it was sending.</summary>
    internal void LinkDone(Link link)
    {
        gate?.Enter();
        try
        {
            if (!isDisposed)
            {
                link.Complete();
            }
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>A packet has come out of the path.</summary>
    internal void Arrived(Packet packet)
    {
        gate?.Enter();
        try
        {
            if (isDisposed)
            {
                return;
            }

            var flow = packet.Flow;
            if (packet.Kind is FrameKind.Opened or FrameKind.Accepted or FrameKind.Reset)
            {
                var kind = packet.Kind;
                Forget(packet);
                ControlArrived(flow.Connection!, flow, kind);
            }
            else if (flow.Outbound is not null && !packet.IsDropped)
            {
                // Whether the receiver has power is known where it is.
                Deliver(packet);
            }
            else if (packet.IsDropped || packet.To.IsDown)
            {
                Forget(packet);
            }
            else if (backbone is not null && flow.Connection is null && IsElsewhere(map.HearerAt(new Endpoint(packet.HeardAt, packet.Destination.Port))))
            {
                Deliver(packet);
            }
            else
            {
                packet.To.Down.Offer(packet);
            }
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>A packet has left its sender: here it meets the path.</summary>
    internal void LeftUplink(Packet packet, long atNs)
    {
        var flow = packet.Flow;
        if (packet.QueuedBytes > 0 && !flow.SenderGone)
        {
            flow.QueuedBytes -= packet.QueuedBytes;
            if (flow.IsFull)
            {
                TellIfWritable(flow);
            }
        }

        if (packet.IsDropped)
        {
            Forget(packet);
            return;
        }

        if (flow.Connection is null)
        {
            DatagramLeft(packet, atNs);
            return;
        }

        var path = flow.Path;
        Charge(flow.From, path, packet);
        if (flow.Tcp is { } tcp && !EntersPath(tcp, packet, path, atNs))
        {
            return;
        }

        // Jitter delays a stream but never reorders it.
        packet.DueNs = flow.LastArrivalNs = Math.Max(flow.LastArrivalNs, atNs + DelayNs(path, flow.From, flow.To));
        Clock.Schedule(packet.DueNs, packet);
    }

    /// <summary>A packet has crossed the receiver's downlink, or leaves for the receiver's process.</summary>
    internal void Deliver(Packet packet)
    {
        if (packet.Flow.Connection is null)
        {
            if (packet.Called is { } program)
            {
                HearDatagram(packet.HeardAt, program, packet.Source, packet.Destination, packet.Message!);
            }
            else
            {
                HearDatagram(packet.HeardAt, packet.Source, packet.Destination, packet.Message!);
            }

            Forget(packet);
        }
        else if (packet.Flow.Tcp is not { } tcp || !Reassemble(tcp, packet))
        {
            DeliverOnStream(packet);
        }
    }

    /// <summary>A sender that outruns the receiver's downlink is held back; under TCP it learns of it as of a loss.</summary>
    internal void HoldIfCongested(Flow flow, Packet packet)
    {
        if (flow.DownlinkBytes <= Options.DownlinkWindow || flow.Connection is null)
        {
            return;
        }

        if (flow.Tcp is { } tcp)
        {
            // Windows come in one go, whereas segments would come as fast as the link lets acknowledgements return: what the first of a window finds is the queue.
            if (packet.BeginsRound)
            {
                tcp.Window.Overflow();
            }
        }
        else
        {
            HoldBack(flow, FlowHold.Congested);
        }
    }

    internal void ReleaseIfDrained(Flow flow)
    {
        if ((flow.Hold & FlowHold.Congested) != 0 && flow.DownlinkBytes <= Options.DownlinkWindow / 2)
        {
            Release(flow, FlowHold.Congested);
        }
    }

    /// <summary>Puts a packet that is done with back into the pool.</summary>
    internal void Forget(Packet packet)
    {
        packet.Message = null;
        packet.Called = null;
        packet.Flow = null!;
        packet.To = null!;
        packet.Next = freePackets;
        freePackets = packet;
    }

    internal RegionPath PathBetween(int from, int to) => paths.Between(from, to);

    private Packet NewPacket(Flow flow, FrameKind kind, WireMessage? message, int wireBytes)
    {
        var packet = freePackets ?? new Packet(this);
        freePackets = packet.Next;
        packet.Next = null;
        packet.Flow = flow;
        packet.To = flow.To;
        packet.Kind = kind;
        packet.Message = message;
        packet.WireBytes = wireBytes;
        packet.QueuedBytes = 0;
        packet.WholeNs = 0;
        packet.BeginsRound = false;
        return packet;
    }

    private void Offer(Packet packet)
    {
        var flow = packet.Flow;
        if (Options.Unshaped)
        {
            // Only what is held comes here.
            (flow.Up ??= new FlowQueue(flow)).Add(packet);
        }
        else
        {
            if (isTcp)
            {
                flow.Tcp = ControlBlockOf(packet);
            }

            flow.From.Up.Offer(packet, Clock.NowNs);
        }
    }

    private void Release(Flow flow, FlowHold reason) => Release(flow, reason, Clock.NowNs);

    private void Release(Flow flow, FlowHold reason, long nowNs)
    {
        if ((flow.Hold & reason) == 0)
        {
            return;
        }

        flow.Hold &= ~reason;
        if (flow.IsHeld)
        {
            return;
        }

        if (flow.Inbound is { } trunk)
        {
            Say(trunk, TrunkKind.Resume);
            return;
        }

        if (!Options.Unshaped)
        {
            flow.From.Up.Release(flow, nowNs);
            return;
        }

        while (flow is { Up.IsEmpty: false, SenderGone: false, IsHeld: false })
        {
            var packet = flow.Up.Take();
            flow.QueuedBytes -= packet.Message?.WireLength ?? 0;
            Deliver(packet);
        }

        if (flow.IsFull)
        {
            TellIfWritable(flow);
        }
    }

    private void TellIfWritable(Flow flow)
    {
        // Nobody is told who has closed or is gone: the sender is the receiver of the other direction.
        if (flow.QueuedBytes <= Options.SendLowWater && flow.Connection is { IsAlive: true } connection)
        {
            flow.IsFull = false;
            var back = flow == connection.Forth ? connection.Back : connection.Forth;
            if (!back.ReceiverGone && Options.Bug != PlantedBug.RoomNotAnnounced)
            {
                Notify(connection, back, FrameKind.Writable, null);
            }
        }
    }

    private void DeliverOnStream(Packet packet)
    {
        var flow = packet.Flow;
        if (!flow.ReceiverGone && !packet.IsPart)
        {
            Hear(flow.Connection!, flow, packet.Kind, packet.Message);
            if (flow.Inbound is { } trunk && packet.Message is { } message)
            {
                Taken(trunk, message);
            }
        }

        Forget(packet);
    }

    // The receiving end of a flow, or the other half of the stream, hears something, and the connection's state follows.
    private void Hear(Connection connection, Flow flow, FrameKind kind, WireMessage? message)
    {
        if (flow.Outbound is not null)
        {
            Cross(connection, flow, kind, message);
            return;
        }

        switch (kind)
        {
            case FrameKind.Accepted:
                Notify(connection, flow, kind, message);
                Release(connection.Forth, FlowHold.Dialling);
                break;
            case FrameKind.Closed or FrameKind.Reset:
                // A called end that never heard of the call need not hear of its end.
                if (flow == connection.Back || connection.CalledProgram is not null || connection.CalledSink is not null)
                {
                    Notify(connection, flow, kind, message);
                }

                Remove(connection);
                break;
            default:
                Notify(connection, flow, kind, message);
                break;
        }
    }

    private void Notify(Connection connection, Flow flow, FrameKind kind, WireMessage? message)
    {
        var end = connection.Receiver(flow);
        ref var delivery = ref outbox.Add();
        delivery.Target = connection;
        delivery.Message = message;
        delivery.End = end;
        delivery.Sequence = flow.Sequence++;
        delivery.Kind = kind;
        delivery.IsDatagram = false;
    }

    private static void Charge(HostPort from, RegionPath path, Packet packet)
    {
        if (!from.IsAbroad)
        {
            path.Bytes += packet.WireBytes;
            path.Messages++;
        }
    }

    private static long DelayNs(RegionPath path, HostPort from, HostPort to) =>
        IsLocal(from, to) ? 0 : (from.IsAbroad ? 0 : path.NextDelayNs()) + from.LatencyNs + to.LatencyNs;

    private long PropagationNs(HostPort from, HostPort to, bool crossesPath) =>
        IsLocal(from, to) ? 0 : (crossesPath ? paths.Between(from.Region, to.Region).LatencyNs : 0) + from.LatencyNs + to.LatencyNs;

    // A host that talks to itself does not leave the machine. The clients of a region are many machines behind one port.
    private static bool IsLocal(HostPort from, HostPort to) => from == to && from.Host is not null;

    private HostPort PortOf(IPv4Address address)
    {
        if (map.HostAt(address) is not { } host)
        {
            var others = map.IsHostAbroad(address) ? abroad : clients;
            return others[map.RegionOf(address) is { } region ? regionIndex[region] : map.Home is { } home ? regionIndex[home] : 0];
        }

        if (!ports.TryGetValue(address, out var port) || !ReferenceEquals(port.Host, host))
        {
            port = new HostPort(this, host, regionIndex[host.Region]);
            ApplyFaultsTo(port, Faults.Current);
            ports[address] = port;
        }

        return port;
    }
}
