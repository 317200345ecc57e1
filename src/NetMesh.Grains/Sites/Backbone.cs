using NetMesh.Grains.Hosts;
using NetMesh.Planet.Backbones;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Grains.Sites;

/// <summary>
/// The way out of this process's network, over grain calls. A first contact goes to the program's grain, which lives somewhere or begins to by that call;
/// everything after that, from process to process.
/// </summary>
internal sealed class Backbone(Sites sites, HostDoor door) : IBackbone
{
    public SiteId Here => sites.Here;

    public void Call(Service program, TrunkEnd caller, Dialled dialled)
    {
        if (sites.Self is { } self)
        {
            OneWay.Send(
                door.GrainAt(dialled.To.Address, program),
                (caller, self, program.Name, dialled),
                static (grain, call) => grain.Call(call.caller, call.self, call.Name, call.dialled));
        }
    }

    public void Send(TrunkEnd to, long sequence, TrunkFrame frame) => sites.OutboxTo(to.Site)?.Add(to.End, sequence, frame);

    public void SendDatagram(IPv4Address at, Service program, Service? sender, Endpoint from, Endpoint to, WireMessage message) => OneWay.Send(
        door.GrainAt(at, program),
        (program: program.Name, sender: sender?.Name, from, to, message),
        static (grain, sent) => grain.Arrive(sent.program, sent.sender, sent.from, sent.to, sent.message));
}
