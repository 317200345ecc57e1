using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Grains.Names;

/// <summary>The zones that a planet begins with, and on which hosts.</summary>
/// <param name="zones">Each zone as often as it has servers; no two of one name on a host.</param>
public sealed class HostedZones(IEnumerable<(IPv4Address Server, Zone Zone)> zones)
{
    private readonly ILookup<IPv4Address, Zone> zones = zones.ToLookup(it => it.Server, it => it.Zone);

    /// <summary>Those of a host; none where it has none.</summary>
    public IEnumerable<Zone> On(IPv4Address server) => zones[server];
}
