using NetMesh.Planet.Traffic;

namespace NetMesh.Planet.Links;

/// <summary>The direction in which a host sends.</summary>
internal sealed class Uplink(Network network) : Link(network)
{
    /// <summary>The host sends a packet.</summary>
    public void Offer(Packet packet, long nowNs)
    {
        if (NsPerByte > 0)
        {
            // Nothing waits while the link is idle, except what is held.
            if (!IsBusy && nowNs >= FreeNs && IsKnownToLeave(packet) && !IsHeld(packet.Flow))
            {
                // When it is through is known now: an event for that would be one more for each message that finds the link idle. It does not count as queued.
                FreeNs = nowNs + DurationNs(packet.WireBytes);
                Network.LeftUplink(packet, FreeNs);
                return;
            }

            Wait(packet);
            if (!IsBusy)
            {
                ServeFrom(nowNs);
            }
        }
        else if (packet.Flow.Tcp is null && !IsHeld(packet.Flow))
        {
            Network.LeftUplink(packet, nowNs);
        }
        else
        {
            QueueOf(packet).Add(packet);
            SendAll(packet.Flow, nowNs);
        }
    }

    /// <summary>A flow that was held may send again.</summary>
    public void Release(Flow flow, long nowNs)
    {
        if (NsPerByte > 0)
        {
            if (flow.Up is { IsEmpty: false } held)
            {
                Join(held);
            }

            if (!IsBusy)
            {
                ServeFrom(nowNs);
            }
        }
        else
        {
            SendAll(flow, nowNs);
        }
    }

    protected override FlowQueue QueueOf(Packet packet) => packet.Flow.Up ??= new FlowQueue(packet.Flow);

    protected override bool IsHeld(Flow flow) => flow.IsHeld || (flow.Path.IsCut && Network.Stall(flow));

    protected override int Sendable(Packet packet, long nowNs) =>
        packet.Flow.Tcp is { } tcp ? Network.Sendable(tcp, packet, nowNs) : packet.WireBytes;

    protected override void Left(Packet packet, long nowNs)
    {
        if (packet.Flow.Tcp is { } tcp)
        {
            Network.FillWindow(tcp, packet, nowNs);
        }
    }

    // Whether a segment of TCP leaves, and what becomes of a datagram, is found out when it does.
    protected override bool IsKnownToLeave(Packet packet) => packet.Flow is { Connection: not null, Tcp: null };

    protected override void Through(Packet packet) => Network.LeftUplink(packet, packet.DueNs);

    private void ServeFrom(long nowNs)
    {
        if (nowNs < FreeNs)
        {
            ServeLater();
        }
        else
        {
            ServeNext(nowNs);
        }
    }

    // Without a rate nothing waits but what is held.
    private void SendAll(Flow flow, long nowNs)
    {
        while (flow.Up is { First: { } packet } waiting && !IsHeld(flow))
        {
            if (packet.IsDropped)
            {
                Network.Forget(waiting.Take());
                continue;
            }

            var bytes = Sendable(packet, nowNs);
            if (bytes == 0)
            {
                return;
            }

            packet = bytes < packet.WireBytes ? Network.CutOff(packet, bytes) : waiting.Take();
            Left(packet, nowNs);
            Network.LeftUplink(packet, nowNs);
        }
    }
}
