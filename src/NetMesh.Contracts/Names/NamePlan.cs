using System.Collections.Immutable;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Resolving;
using NetMesh.Protocols.Dns.Signatures;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Contracts.Names;

/// <summary>What a planet's name servers begin with.</summary>
/// <param name="zones">Its zones, no two of one name.</param>
/// <param name="resolvers">The hosts that look up what they do not have themselves.</param>
/// <param name="own">For whom they do that: strangers are refused (RFC 5358).</param>
public sealed class NamePlan(IReadOnlyCollection<ZonePlan> zones, IEnumerable<IPv4Address> resolvers, AddressPrefix own)
{
    private readonly Dictionary<DomainName, ZonePlan> zones = zones.ToDictionary(zone => zone.Name);
    private readonly ILookup<IPv4Address, ZonePlan> byServer = zones.SelectMany(zone => zone.Servers.Select(server => (server, zone))).ToLookup(it => it.server, it => it.zone);
    private readonly HashSet<IPv4Address> resolvers = [.. resolvers];
    private readonly Dictionary<DomainName, TransactionKey> keys = [];

    /// <summary>Secrets that its servers share with others.</summary>
    public IReadOnlyCollection<TransactionKey> Keys
    {
        get => keys.Values;
        init => keys = value.ToDictionary(key => key.Name);
    }

    /// <summary>How some of its servers differ from the usual.</summary>
    public ResolverHabits Habits { get; init; } = new([], [], [], [], []);

    /// <summary>Resolvers that walk down no tree, but ask others, in this order; each address stands once.</summary>
    public IReadOnlyDictionary<IPv4Address, ImmutableArray<Forwarder>> Forwarders { get; init; } = new Dictionary<IPv4Address, ImmutableArray<Forwarder>>();

    /// <summary>Resolvers that ask servers which the planet does not have, over real sockets, and the port on which these listen.</summary>
    public IReadOnlyDictionary<IPv4Address, ushort> OutsidePorts { get; init; } = new Dictionary<IPv4Address, ushort>();

    /// <summary>The anycast addresses of hosts.</summary>
    public ILookup<IPv4Address, IPv4Address> Anycast { get; init; } = Enumerable.Empty<IPv4Address>().ToLookup(address => address);

    /// <summary>Where resolvers begin: the addresses of the root's servers, of those at several sites the one that they share.</summary>
    public ImmutableArray<IPv4Address> Roots => field.IsDefault
        ? field = [.. zones.Values.Where(zone => zone.Name.IsRoot).SelectMany(zone => zone.Servers).SelectMany(server => Anycast[server].DefaultIfEmpty(server)).Distinct()]
        : field;

    /// <summary>Keys of the root, where the world has it signed already; of one that the planet signs, its owner knows them (<see cref="IZoneGrain.GiveKeysAsync"/>).</summary>
    public ImmutableArray<ResourceRecord> RootKeys => ZoneOf(DomainName.Root)?.Zone?.Apex.Set(RecordType.DNSKEY)?.Records ?? [];

    /// <summary>The zones of a server.</summary>
    public IEnumerable<ZonePlan> ZonesOn(IPv4Address server) => byServer[server];

    /// <summary>The zone of a name; null when the planet has none.</summary>
    public ZonePlan? ZoneOf(DomainName name) => zones.GetValueOrDefault(name);

    /// <summary>The nearest zone above one; null when the planet has none.</summary>
    public ZonePlan? ParentOf(DomainName name)
    {
        while (!name.IsRoot)
        {
            name = name.Parent;
            if (zones.TryGetValue(name, out var parent))
            {
                return parent;
            }
        }

        return null;
    }

    /// <summary>All zones, each behind those above it.</summary>
    public IEnumerable<ZonePlan> Zones => zones.Values.OrderBy(zone => zone.Name.LabelCount).ThenBy(zone => zone.Name);

    /// <summary>The secret of a name; null when there is none.</summary>
    public TransactionKey? KeyOf(DomainName name) => keys.GetValueOrDefault(name);

    public bool IsResolver(IPv4Address host) => resolvers.Contains(host);

    /// <summary>Whom a resolver asks; none when it walks down the tree itself.</summary>
    /// <summary>Where a resolver begins that walks the tree: at the planet's root, or, where there is none and the world lets it, at the real one.</summary>
    public ImmutableArray<IPv4Address> RootsOf(IPv4Address resolver) => Roots.IsEmpty && OutsidePorts.ContainsKey(resolver) ? RootHints.Addresses : Roots;

    /// <summary>How a resolver reaches a server outside the planet; null: that is on the planet, or the world does not let it out.</summary>
    public OutsideServer? OutsideServerFor(IPv4Address resolver, IPv4Address server) =>
        ForwardersOf(resolver).FirstOrDefault(forwarder => forwarder.Address == server)?.Outside
        ?? (!own.Contains(server) && OutsidePorts.TryGetValue(resolver, out var port) ? new OutsideServer(new Endpoint(server, port), null) : null);

    public ImmutableArray<Forwarder> ForwardersOf(IPv4Address resolver) => Forwarders.GetValueOrDefault(resolver, []);

    public bool MayResolve(IPv4Address client) => own.Contains(client);
}
