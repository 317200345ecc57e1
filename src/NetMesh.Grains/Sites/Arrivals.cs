using NetMesh.Contracts.Sites;
using NetMesh.Planet.Backbones;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Grains.Sites;

/// <summary>
/// What a program's first contact with another process comes to: a call or a datagram from there finds the program wherever it is, by a grain call, and is
/// handed to the network of that process. Safe from any thread.
/// </summary>
/// <param name="network">The network of this process.</param>
/// <param name="sites">The other processes; null on a planet of one, where nothing ever arrives.</param>
public sealed class Arrivals(IBackboneEnd network, Sites? sites = null)
{
    /// <inheritdoc cref="Contracts.Hosts.IHostGrain.Call"/>
    public void Call(TrunkEnd caller, ISite site, string service, Dialled dialled)
    {
        // From a process that is gone: there is nobody left to talk to. From this one: the program woke where it was called from.
        if (sites is not null && (caller.Site == sites.Here || sites.Meet(caller.Site, site)))
        {
            network.Called(new Service(service), caller, dialled);
        }
    }

    /// <inheritdoc cref="Contracts.Hosts.IHostGrain.Arrive"/>
    public void Datagram(IPv4Address at, string service, string? sender, Endpoint from, Endpoint to, WireMessage message) =>
        network.ReceivedDatagram(at, new Service(service), sender is null ? null : new Service(sender, RunsHere: false), from, to, message);
}
