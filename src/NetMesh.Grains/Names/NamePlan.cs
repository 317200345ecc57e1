using System.Collections.Immutable;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Grains.Names;

/// <summary>What a planet's name servers begin with.</summary>
/// <param name="zones">Zones, each as often as it has servers; no two of one name on a host.</param>
/// <param name="resolvers">The hosts that look up what they do not have themselves.</param>
/// <param name="own">For whom they do that: strangers are refused (RFC 5358).</param>
public sealed class NamePlan(IReadOnlyCollection<(IPv4Address Server, Zone Zone)> zones, IEnumerable<IPv4Address> resolvers, AddressPrefix own)
{
    private readonly ILookup<IPv4Address, Zone> zones = zones.ToLookup(it => it.Server, it => it.Zone);
    private readonly HashSet<IPv4Address> resolvers = [.. resolvers];

    /// <summary>Where resolvers begin: the servers of the root.</summary>
    public ImmutableArray<IPv4Address> Roots { get; } = [.. zones.Where(it => it.Zone.Name.IsRoot).Select(it => it.Server)];

    /// <summary>Keys of the root, where the world has it signed. It is the planet's own, so that nobody need tell resolvers to trust them.</summary>
    public ImmutableArray<ResourceRecord> RootKeys { get; } = zones.FirstOrDefault(it => it.Zone.Name.IsRoot).Zone?.Apex.Set(RecordType.DNSKEY)?.Records ?? [];

    public IEnumerable<Zone> ZonesOn(IPv4Address server) => zones[server];

    public bool IsResolver(IPv4Address host) => resolvers.Contains(host);

    public bool MayResolve(IPv4Address client) => own.Contains(client);
}
