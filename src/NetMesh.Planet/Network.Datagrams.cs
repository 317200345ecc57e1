using NetMesh.Planet.Backbones;
using NetMesh.Planet.Hosts;
using NetMesh.Planet.Links;
using NetMesh.Planet.Traffic;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet;

// Datagrams: no promise of any kind. Everything here runs with the state guarded.
public sealed partial class Network
{
    /// <summary>Datagrams do not wait for a downlink without limit.</summary>
    internal bool DropsAtDownlink(Flow flow, Packet packet)
    {
        if (flow.Connection is not null || flow.DownlinkBytes + packet.WireBytes <= Options.DatagramBuffer)
        {
            return false;
        }

        paths.Between(packet.Flow.From.Region, packet.To.Region).Drops++;
        return true;
    }

    private void OfferDatagram(IPv4Address at, Endpoint from, Endpoint to, WireMessage message)
    {
        if (isDisposed)
        {
            return;
        }

        var host = Site(to.Address, at);
        if (Options.Unshaped)
        {
            HearDatagram(host, from, to, message);
            return;
        }

        var sender = PortOf(at);
        var receiver = PortOf(host);
        var flow = sender.Datagrams;
        var length = message.WireLength;
        if (sender.IsDown || flow.QueuedBytes + length > Options.DatagramBuffer)
        {
            paths.Between(sender.Region, receiver.Region).Drops++;
            return;
        }

        var packet = NewPacket(flow, FrameKind.Data, message, WireSize.OfDatagram(length));
        packet.To = receiver;
        packet.Source = from;
        packet.Destination = to;
        packet.QueuedBytes = length;
        flow.QueuedBytes += length;
        Offer(packet);
    }

    private void DatagramLeft(Packet packet, long atNs)
    {
        HostPort from = packet.Flow.From, to = packet.To;
        var path = paths.Between(from.Region, to.Region);
        Charge(from, path, packet);
        if (from.IsDown || to.IsDown || path.IsCut || (!from.IsAbroad && path.Happens(path.Loss)))
        {
            path.Drops++;
            Forget(packet);
            return;
        }

        if (!from.IsAbroad && path.Happens(Options.Duplication))
        {
            var twin = NewPacket(packet.Flow, FrameKind.Data, packet.Message, packet.WireBytes);
            twin.To = to;
            twin.Source = packet.Source;
            twin.Destination = packet.Destination;
            twin.DueNs = atNs + DelayNs(path, from, to);
            Clock.Schedule(twin.DueNs, twin);
        }

        packet.DueNs = atNs + DelayNs(path, from, to);
        Clock.Schedule(packet.DueNs, packet);
    }

    private void HearDatagram(IPv4Address at, Endpoint from, Endpoint to, WireMessage message) => HearDatagram(at, from, to, message, LookUntilNs);

    private void HearDatagram(IPv4Address at, Endpoint from, Endpoint to, WireMessage message, long lookUntilNs)
    {
        var hearer = new Endpoint(at, to.Port);
        var program = map.HearerAt(hearer);
        if (IsElsewhere(program))
        {
            outbox.Add().Target = new DatagramCrossing(at, program, map.ServiceAt(from) ?? map.ProgramOf(from.Address), from, to, message);
        }
        else if (program is null && MayBeListedLate(hearer, lookUntilNs))
        {
            LookLater(new LateDatagram(this, at, from, to, message, lookUntilNs));
        }
        else if (program is not null || outside is not null)
        {
            HearDatagram(at, program, from, to, message);
        }
    }

    private void HearDatagram(IPv4Address at, Service? program, Endpoint from, Endpoint to, WireMessage message)
    {
        ref var delivery = ref outbox.Add();
        delivery.Target = program;
        delivery.Message = message;
        delivery.IsDatagram = true;
        delivery.At = at;
        delivery.From = from;
        delivery.To = to;
    }
}
