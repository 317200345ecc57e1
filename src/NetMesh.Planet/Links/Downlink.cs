using NetMesh.Planet.Traffic;

namespace NetMesh.Planet.Links;

/// <summary>
/// The direction in which a host receives. Cut-through: the first bit of a message came as long before the last one as the sender's link took, so that a
/// message that finds the link idle and no slower than the sender's is through the moment it has arrived, without a further event.
/// </summary>
internal sealed class Downlink(Network network) : Link(network)
{
    /// <summary>A packet's last bit has come out of the path at its due time.</summary>
    public void Offer(Packet packet)
    {
        if (NsPerByte == 0)
        {
            Network.Deliver(packet);
            return;
        }

        if (IsBusy)
        {
            var flow = QueueOf(packet).Flow;
            if (Network.DropsAtDownlink(flow, packet))
            {
                Network.Forget(packet);
                return;
            }

            flow.DownlinkBytes += packet.WireBytes;
            Wait(packet);
            Network.HoldIfCongested(flow);
            return;
        }

        var arrivalNs = packet.DueNs;
        var firstBitNs = arrivalNs - (long)(packet.WireBytes * packet.Flow.From.Up.NsPerByte);
        var doneNs = Math.Max(arrivalNs, Math.Max(firstBitNs, FreeNs) + DurationNs(packet.WireBytes));
        if (doneNs > arrivalNs)
        {
            Serve(packet, doneNs);
            return;
        }

        FreeNs = arrivalNs;
        Network.Deliver(packet);
    }

    protected override FlowQueue QueueOf(Packet packet)
    {
        var flow = packet.Flow.Connection is null ? packet.To.Datagrams : packet.Flow;
        return flow.Down ??= new FlowQueue(flow);
    }

    protected override bool IsHeld(Flow flow) => false;

    protected override void Left(Packet packet)
    {
        var flow = QueueOf(packet).Flow;
        flow.DownlinkBytes -= packet.WireBytes;
        Network.ReleaseIfDrained(flow);
    }

    protected override void Through(Packet packet) => Network.Deliver(packet);
}
