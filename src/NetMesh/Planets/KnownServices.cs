using NetMesh.Contracts.Hosts;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Planets;

/// <summary>Which programs listen on a host, on the ports that this planet gives them.</summary>
internal static class KnownServices
{
    public static IEnumerable<(string Name, ushort Port)> On(PlanetMap map, PortPlan ports, IPv4Address host) =>
        from service in ServiceNames.WellKnownPorts
        let port = ports.RealPort(service.Value)
        where map.ServiceAt(new Endpoint(host, port))?.Name == service.Key
        select (service.Key, port);
}
