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
            if (IsBusy || packet.Flow.IsHeld)
            {
                Wait(packet);
                return;
            }

            // Nothing waits while the link is idle, except what is held.
            Wait(packet);
            ServeNext(nowNs);
        }
        else if (IsHeld(packet.Flow))
        {
            QueueOf(packet).Add(packet);
        }
        else
        {
            Network.LeftUplink(packet, nowNs);
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
                ServeNext(nowNs);
            }

            return;
        }

        while (flow.Up is { IsEmpty: false } waiting && !IsHeld(flow))
        {
            var packet = waiting.Take();
            if (packet.IsDropped)
            {
                Network.Forget(packet);
            }
            else
            {
                Network.LeftUplink(packet, nowNs);
            }
        }
    }

    protected override FlowQueue QueueOf(Packet packet) => packet.Flow.Up ??= new FlowQueue(packet.Flow);

    protected override bool IsHeld(Flow flow) => flow.IsHeld || (flow.Path.IsCut && Network.Stall(flow));

    protected override void Left(Packet packet)
    {
    }

    protected override void Through(Packet packet) => Network.LeftUplink(packet, packet.DueNs);
}
