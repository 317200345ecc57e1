using NetMesh.Contracts.Hosts;
using NetMesh.Contracts.Names;
using NetMesh.Grains.Hosts;
using NetMesh.Grains.Placement;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Zones;
using NetMesh.Protocols.Wire;

namespace NetMesh.Grains.Names;

/// <summary>A name server on a host: it answers from the zones that the world gives it, and refuses everything else.</summary>
[PlacedInHostRegion]
public sealed class NameServerGrain(HostSurroundings surroundings, PortPlan ports, HostedZones zones) : HostGrain(surroundings), INameServerGrain
{
    private AuthoritativeServer server = null!;
    private int turn;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        server = new AuthoritativeServer(zones.On(Address));
        Listen(new Endpoint(Address, ports.RealPort(ServiceNames.NameServerPort)), ServiceNames.NameServer);
        return Task.CompletedTask;
    }

    public ValueTask<DnsMessage?> AnswerAsync(DnsMessage query) => ValueTask.FromResult(server.Answer(query, turn++));

    protected override void OnDatagram(Endpoint from, Endpoint to, WireMessage message)
    {
        if (message is DnsMessage query && server.Answer(query, turn++) is { } answer)
        {
            Network.SendDatagram(to, from, answer.WithinDatagram(query));
        }
    }
}
