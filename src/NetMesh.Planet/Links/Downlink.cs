using NetMesh.Planet.Traffic;

namespace NetMesh.Planet.Links;

/// <summary>
/// The direction in which a host receives. Cut-through: the first bit of a message came as long before the last one as the sender's link took, so that a
/// message that finds the link idle and no slower than the sender's is through the moment it has arrived, without a further event.
/// </summary>
internal sealed class Downlink(Network network) : Link(network)
{
    private long waitingBytes;

    /// <summary>How long what waits here of other flows would keep up the next message of this one, as things are.</summary>
    public long WaitBehindOthersNs(Flow flow)
    {
        var others = waitingBytes - flow.DownlinkBytes;
        if (Network.IsFair && others > 0)
        {
            // Each of them takes as many turns as this one.
            others = Math.Min(others, flow.DownlinkBytes * (FlowsInRound - (flow.Down is { IsInRound: true } ? 1 : 0)));
        }

        return (long)(others * NsPerByte);
    }

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
            waitingBytes += packet.WireBytes;
            Wait(packet);
            Network.HoldIfCongested(flow, packet);
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

    protected override void Left(Packet packet, long nowNs)
    {
        var flow = QueueOf(packet).Flow;
        flow.DownlinkBytes -= packet.WireBytes;
        waitingBytes -= packet.WireBytes;
        Network.ReleaseIfDrained(flow);
    }

    protected override void Through(Packet packet) => Network.Deliver(packet);
}
