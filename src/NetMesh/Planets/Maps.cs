using NetMesh.Labs.Worlds;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Planets;

/// <summary>Makes a process's map of the planet from its world.</summary>
internal static class Maps
{
    /// <param name="world">What the planet holds, and what of it is abroad.</param>
    /// <param name="ports">On which real ports programs listen.</param>
    /// <param name="runsHere">Every program runs in this process. Otherwise those that listen from the start run wherever they are called first.</param>
    public static PlanetMap Of(World world, PortPlan ports, bool runsHere)
    {
        var map = new PlanetMap(world.Regions, world.Home, world.Carried);
        foreach (var host in world.Hosts)
        {
            map.AddHost(host);
        }

        foreach (var host in world.Abroad)
        {
            map.AddAbroad(host);
        }

        foreach (var service in world.Services.Where(service => map.HostAt(service.Host) is not null))
        {
            map.Listen(new Endpoint(service.Host, ports.RealPort(Contracts.Hosts.ServiceNames.TrackerPort)), new Service(service.Service, runsHere));
        }

        return map;
    }
}
