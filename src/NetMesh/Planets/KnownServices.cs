using NetMesh.Contracts.Hosts;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Planets;

/// <summary>Which programs listen on a host, on the ports that this planet gives them.</summary>
internal static class KnownServices
{
    private static readonly (string Name, ushort WellKnownPort)[] All =
    [
        (ServiceNames.Peer, ServiceNames.PeerPort),
        (ServiceNames.Tracker, ServiceNames.TrackerPort),
    ];

    public static IEnumerable<(string Name, ushort Port)> On(PlanetMap map, PortPlan ports, IPv4Address host) =>
        from service in All
        let port = ports.RealPort(service.WellKnownPort)
        where map.ServiceAt(new Endpoint(host, port))?.Name == service.Name
        select (service.Name, port);
}
