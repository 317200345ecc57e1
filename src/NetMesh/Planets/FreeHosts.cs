using NetMesh.Gateways.Namespaces;
using NetMesh.Planet.Hosts;
using NetMesh.Planet.Regions;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Planets;

/// <summary>Knows which hosts of these regions carry a peer already: a host carries one, and one that is somebody's command none. Safe from any thread.</summary>
internal sealed class FreeHosts(PlanetMap map, IReadOnlyList<Region> regions, EnteredHosts entered)
{
    private readonly Lock gate = new();
    private readonly HashSet<IPv4Address> taken = [];

    public void Take(IEnumerable<IPv4Address> addresses)
    {
        lock (gate)
        {
            taken.UnionWith(addresses);
        }
    }

    public void GiveBack(IEnumerable<IPv4Address> addresses)
    {
        lock (gate)
        {
            taken.ExceptWith(addresses);
        }
    }

    /// <summary>How many hosts could still be taken.</summary>
    public int Count(string? region)
    {
        lock (gate)
        {
            return map.Hosts.Count(host => IsFree(host, region));
        }
    }

    /// <summary>Takes this many hosts, from every region in turn, those with the fastest uplinks first; null when there are not enough.</summary>
    public IReadOnlyList<Host>? TryTake(int count, string? region)
    {
        lock (gate)
        {
            var chosen = map.Hosts.Where(host => IsFree(host, region))
                .GroupBy(host => host.Region.Label)
                .SelectMany(hosts => hosts.OrderByDescending(UplinkOrder).ThenBy(host => host.Address).Select((host, turn) => (host, turn)))
                .OrderBy(it => it.turn)
                .Take(count)
                .Select(it => it.host)
                .ToList();
            if (chosen.Count < count)
            {
                return null;
            }

            taken.UnionWith(chosen.Select(host => host.Address));
            return chosen;
        }
    }

    private bool IsFree(Host host, string? region) =>
        (region is null ? regions.Contains(host.Region) : host.Region.Label == region) && !taken.Contains(host.Address) && entered.At(host.Address) is null;

    private static long UplinkOrder(Host host) => host.Link.UpBitsPerSecond == 0 ? long.MaxValue : host.Link.UpBitsPerSecond;
}
