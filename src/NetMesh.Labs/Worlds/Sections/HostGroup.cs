using System.Collections.Immutable;
using NetMesh.Contracts.Hosts;
using NetMesh.Contracts.Names;
using NetMesh.Labs.Worlds.Yaml;
using NetMesh.Planet.Hosts;
using NetMesh.Planet.Regions;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Labs.Worlds.Sections;

/// <summary>An entry of <c>hosts</c>: one host, or many alike.</summary>
internal sealed record HostGroup(
    string Name, Place At, IReadOnlyList<Region> Regions, int Count, bool IsNumbered, AccessLink Link, IPv4Address? Address, IReadOnlyList<string> Programs, bool AsksFromOnePort, bool AsksInPlainCase, bool TellsInOneOrder, bool Prefetches,
    IReadOnlyList<YamlNode> ForwardTo, ushort? OutsidePort, ImmutableArray<IPv4Address> Anycast)
{
    /// <summary>What a world calls a name server that looks up what it does not have itself.</summary>
    public const string Resolver = "resolver";

    /// <summary>What a world calls a name server that asks on for names that it delegates.</summary>
    public const string RecursiveServer = "recursive-server";

    public Host Host(string name, IPv4Address address, Region region) => new(name, address, region, Link) { Anycast = Anycast };

    public string NameOf(int number, Region region) =>
        Name + (IsNumbered ? $"-{number}" : "") + (Regions.Count > 1 ? $".{region.Label}" : "");
}

/// <summary>The hosts of a world while it is read: where each came from, and who has which address.</summary>
internal sealed class WorldHosts
{
    private readonly Dictionary<IPv4Address, Host> byAddress = [];
    private readonly OrderedDictionary<string, List<Host>> byGroup = [];

    public List<Host> All { get; } = [];

    public List<ServicePlacement> Services { get; } = [];

    /// <summary>Resolvers that ask others, in the file's order.</summary>
    public List<HostGroup> Forwarding { get; } = [];

    /// <summary>Names of groups and single hosts, in the file's order.</summary>
    public IReadOnlyCollection<string> Groups => byGroup.Keys;

    public Host? Owner(IPv4Address address) => byAddress.GetValueOrDefault(address);

    public void Add(HostGroup group, Host host)
    {
        All.Add(host);
        byAddress.Add(host.Address, host);
        if (byGroup.TryAdd(group.Name, []) && group.ForwardTo.Count > 0)
        {
            Forwarding.Add(group);
        }

        byGroup[group.Name].Add(host);
        Services.AddRange(group.Programs.Select(program => program switch
        {
            HostGroup.Resolver => new ServicePlacement(host.Address, ServiceNames.NameServer)
            {
                Resolves = true,
                AsksFromOnePort = group.AsksFromOnePort,
                AsksInPlainCase = group.AsksInPlainCase,
                TellsInOneOrder = group.TellsInOneOrder,
                Prefetches = group.Prefetches,
                OutsidePort = group.OutsidePort,
            },
            HostGroup.RecursiveServer => new ServicePlacement(host.Address, ServiceNames.NameServer) { PassesOn = true },
            _ => new ServicePlacement(host.Address, program),
        }));
    }

    /// <summary>These resolvers ask those.</summary>
    public void Forward(IReadOnlySet<IPv4Address> resolvers, ImmutableArray<Forwarder> forwarders)
    {
        for (var i = 0; i < Services.Count; i++)
        {
            Services[i] = Services[i].Resolves && resolvers.Contains(Services[i].Host) ? Services[i] with { Forwarders = forwarders } : Services[i];
        }
    }

    /// <summary>The hosts of a group, or the one host of this name; none when there is no such name.</summary>
    public IReadOnlyList<Host> Of(string name) =>
        byGroup.TryGetValue(name, out var hosts) ? hosts : [.. All.Where(host => host.Name == name)];
}

/// <summary>
/// Gives out addresses region by region. A region's first 256 addresses are kept for infrastructure with well-known addresses and for real clients;
/// addresses that end in 0 or 255 are passed over, because software exists that takes them for a network's own.
/// </summary>
internal sealed class AddressAllotment(WorldHosts settled)
{
    private readonly Dictionary<Region, long> next = [];

    /// <summary>The region's next free address; null when it has none.</summary>
    public IPv4Address? Next(Region region)
    {
        var index = next.GetValueOrDefault(region, region.Prefix.Count > 1024 ? 256 : 0);
        for (; index < region.Prefix.Count; index++)
        {
            var address = region.Prefix.At(index);
            if ((address.Value & 255) is not (0 or 255) && settled.Owner(address) is null)
            {
                next[region] = index + 1;
                return address;
            }
        }

        next[region] = index;
        return null;
    }
}
