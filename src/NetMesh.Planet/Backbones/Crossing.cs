using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet.Backbones;

/// <summary>Something in the outbox that leaves for another process.</summary>
internal abstract class Crossing
{
    public abstract void Over(IBackbone backbone);
}

internal sealed class CallCrossing(Service program, TrunkEnd caller, Dialled dialled) : Crossing
{
    public override void Over(IBackbone backbone) => backbone.Call(program, caller, dialled);
}

internal sealed class FrameCrossing(IBackboneEnd here, TrunkEnd to, long sequence, TrunkFrame frame) : Crossing
{
    public override void Over(IBackbone backbone)
    {
        // A call may find a program in the very process that it came from: nobody knew where it would wake.
        if (to.Site == backbone.Here)
        {
            here.Received(to.End, sequence, frame);
        }
        else
        {
            backbone.Send(to, sequence, frame);
        }
    }
}

internal sealed class DatagramCrossing(IPv4Address at, Service program, Service? sender, Endpoint from, Endpoint to, WireMessage message) : Crossing
{
    public override void Over(IBackbone backbone) => backbone.SendDatagram(at, program, sender, from, to, message);
}
