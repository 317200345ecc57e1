using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using NetMesh.Planet.Hosts;
using NetMesh.Planet.Regions;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Gateways.Namespaces;

/// <summary>
/// Who has entered the planet, and at which address. Addresses come from the first 256 of a region, which no world allots of itself. Safe from any thread.
/// </summary>
/// <param name="map">The planet's directory; whoever enters under a name is in it for as long as he stays.</param>
/// <param name="regions">Where one may enter.</param>
public sealed class EnteredHosts(PlanetMap map, IReadOnlyList<Region> regions)
{
    /// <summary>A region's resolver is its <c>.0.53</c>.</summary>
    public const int Resolver = 53;

    private const int First = 64;
    private const int Last = 254;

    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<IPv4Address, EnteredNamespace?> byAddress = new();
    private readonly List<EnteredNamespace> present = [];
    private readonly Dictionary<IPv4Address, IReadOnlyList<OwnPort>> announced = [];

    /// <summary>Where one may enter.</summary>
    public IReadOnlyList<Region> Regions => regions;

    /// <summary>The namespace in which this address is somebody's; null: it is nobody's who has entered.</summary>
    public EnteredNamespace? At(IPv4Address address) => byAddress.GetValueOrDefault(address);

    /// <summary>Who speaks from this address is real, and in a protocol that nobody here knows: he has entered, or comes through a proxy.</summary>
    public bool IsReal(IPv4Address address) => byAddress.ContainsKey(address);

    /// <summary>Takes an address of a region for good, for real clients without a namespace; null when none is free.</summary>
    internal IPv4Address? TryTake(Region region)
    {
        lock (gate)
        {
            var address = FreeIn(region);
            if (address is { } taken)
            {
                byAddress[taken] = null;
            }

            return address;
        }
    }

    /// <summary>Gives a namespace an address of its own.</summary>
    /// <param name="entered">Who enters.</param>
    /// <param name="request">Where, and under which name.</param>
    /// <param name="host">The host it is from now on; in the directory if it has a name.</param>
    /// <param name="refusal">Why it may not, one line.</param>
    internal bool TryEnter(EnteredNamespace entered, EnterRequest request, [NotNullWhen(true)] out Host? host, [NotNullWhen(false)] out string? refusal)
    {
        host = null;
        if (regions.FirstOrDefault(region => region.Label == request.Region) is not { } region)
        {
            refusal = $"there is no region '{request.Region}' here; expected one of {string.Join(", ", regions.Select(known => known.Label))}";
            return false;
        }

        lock (gate)
        {
            if (request.Name is { } name && Refusal(name) is { } bad)
            {
                refusal = bad;
                return false;
            }

            if (FreeIn(region) is not { } address)
            {
                refusal = $"all addresses of {region.Label} for real clients are taken";
                return false;
            }

            host = new Host(request.Name ?? address.ToString(), address, region, AccessLink.Unlimited);
            byAddress[address] = entered;
            if (request.Name is not null)
            {
                map.AddHost(host);
            }

            refusal = null;
            return true;
        }
    }

    /// <summary>A namespace is served: from now on it sees where others listen.</summary>
    internal void Appear(EnteredNamespace entered)
    {
        lock (gate)
        {
            present.Add(entered);
            foreach (var (address, ports) in announced)
            {
                foreach (var port in ports)
                {
                    entered.Faces.Show(new Endpoint(address, port.Port), port.IsDatagram);
                }
            }
        }
    }

    /// <summary>A host's programs listen on these ports now, and no others; who is only a client is called by nobody.</summary>
    internal void Announce(EnteredNamespace entered, Host host, IReadOnlyList<OwnPort> ports)
    {
        lock (gate)
        {
            if (!ReferenceEquals(map.HostAt(host.Address), host))
            {
                return;
            }

            var before = announced.GetValueOrDefault(host.Address, []);
            announced[host.Address] = ports;
            foreach (var other in present.Where(other => other != entered))
            {
                foreach (var port in before.Except(ports))
                {
                    other.Faces.Hide(new Endpoint(host.Address, port.Port), port.IsDatagram);
                }

                foreach (var port in ports.Except(before))
                {
                    other.Faces.Show(new Endpoint(host.Address, port.Port), port.IsDatagram);
                }
            }
        }
    }

    internal void Leave(EnteredNamespace entered, Host host)
    {
        lock (gate)
        {
            Announce(entered, host, []);
            announced.Remove(host.Address);
            present.Remove(entered);
            if (ReferenceEquals(map.HostAt(host.Address), host))
            {
                map.RemoveHost(host.Address);
            }

            byAddress.TryRemove(host.Address, out _);
        }
    }

    private string? Refusal(string name) =>
        name.Length is 0 or > 63 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.') || IPv4Address.TryParse(name, out _)
            ? $"'{name}' is no name for a host; expected letters, digits, '-' and '.', at most 63"
        : map.HostNamed(name) is { } taken ? $"there is a host {taken.Name} already, at {taken.Address}"
        : null;

    private IPv4Address? FreeIn(Region region)
    {
        for (var i = First; i <= Math.Min(Last, region.Prefix.Count - 2); i++)
        {
            var address = region.Prefix.At(i);
            if (!byAddress.ContainsKey(address) && map.HostAt(address) is null)
            {
                return address;
            }
        }

        return null;
    }
}
