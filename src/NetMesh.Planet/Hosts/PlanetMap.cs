using NetMesh.Planet.Regions;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Planet.Hosts;

/// <summary>The planet's directory: which hosts there are and what runs on their ports. Changes while the planet runs; safe from any thread.</summary>
public sealed class PlanetMap
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<IPv4Address, Host> hosts = [];
    private readonly Dictionary<string, Host> byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<Endpoint, Service> services = [];

    /// <param name="regions">The planet's regions; their prefixes do not overlap.</param>
    public PlanetMap(IReadOnlyList<Region> regions) => Regions = regions;

    public IReadOnlyList<Region> Regions { get; }

    /// <summary>Adds a host.</summary>
    /// <exception cref="ArgumentException">Its name or address is taken.</exception>
    public void AddHost(Host host)
    {
        lock (gate)
        {
            if (byName.ContainsKey(host.Name) || hosts.ContainsKey(host.Address))
            {
                throw new ArgumentException($"host {host.Name} ({host.Address}): the name or the address is taken", nameof(host));
            }

            hosts.Add(host.Address, host);
            byName.Add(host.Name, host);
        }
    }

    /// <summary>The host at this address, or null.</summary>
    public Host? HostAt(IPv4Address address)
    {
        lock (gate)
        {
            return hosts.GetValueOrDefault(address);
        }
    }

    public Host? HostNamed(string name)
    {
        lock (gate)
        {
            return byName.GetValueOrDefault(name);
        }
    }

    /// <summary>All hosts, by address.</summary>
    public IReadOnlyList<Host> Hosts
    {
        get
        {
            lock (gate)
            {
                return [.. hosts.Values];
            }
        }
    }

    /// <summary>The region an address stands in by its prefix, whether or not a host has it; null outside all of them.</summary>
    public Region? RegionOf(IPv4Address address) => Regions.FirstOrDefault(region => region.Prefix.Contains(address));

    /// <summary>A program begins to listen.</summary>
    public void Listen(Endpoint at, Service service)
    {
        lock (gate)
        {
            services[at] = service;
        }
    }

    /// <summary>A program no longer listens; connections it has live on.</summary>
    public void Unlisten(Endpoint at)
    {
        lock (gate)
        {
            services.Remove(at);
        }
    }

    public Service? ServiceAt(Endpoint at)
    {
        lock (gate)
        {
            return services.GetValueOrDefault(at);
        }
    }
}
