using System.Collections.Immutable;
using NetMesh.Contracts.Hosts;
using NetMesh.Contracts.Names;
using NetMesh.Contracts.Peers;
using NetMesh.Contracts.Swarms;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;
using NetMesh.Planet.Regions;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Torrents;
using NetMesh.Protocols.Dns.Signatures;

namespace NetMesh.Labs.Worlds;

/// <summary>What a planet holds, as a checked world file says it: everything in it refers to something that exists.</summary>
public sealed record World
{
    public required string Name { get; init; }

    /// <summary>Everything random about the planet derives from this number.</summary>
    public required long Seed { get; init; }

    /// <summary>Every address of the planet lies in it.</summary>
    public required AddressPrefix Prefix { get; init; }

    /// <summary>Addresses that exist at many sites; the caller's region picks the site. No region holds any of them.</summary>
    public required AddressPrefix Anycast { get; init; }

    /// <summary>Where a client stands whose address is in no region's prefix.</summary>
    public required Region Home { get; init; }

    /// <summary>In the file's order; their prefixes do not overlap.</summary>
    public required ImmutableArray<Region> Regions { get; init; }

    /// <summary>The regions whose hosts are in <see cref="Hosts"/>; those of the others are <see cref="Abroad"/>.</summary>
    public required ImmutableArray<Region> Carried { get; init; }

    /// <summary>The planet's physics, with the paths that differ from what the map says.</summary>
    public required NetworkOptions Network { get; init; }

    /// <summary>In the file's order, groups spelled out; names and addresses are unique.</summary>
    public required ImmutableArray<Host> Hosts { get; init; }

    /// <summary>Hosts of regions that other planets carry.</summary>
    public ImmutableArray<Host> Abroad { get; init; } = [];

    /// <summary>On hosts of all regions, carried or not.</summary>
    public required ImmutableArray<ServicePlacement> Services { get; init; }

    public required ImmutableArray<WorldSwarm> Swarms { get; init; }

    /// <summary>The zones of its name servers; no two have one name.</summary>
    public ImmutableArray<ZonePlan> Zones { get; init; } = [];

    /// <summary>Secrets that its name servers share with others (RFC 8945).</summary>
    public ImmutableArray<TransactionKey> Keys { get; init; } = [];

    /// <summary>The name servers that look up what they do not have themselves.</summary>
    public IEnumerable<IPv4Address> Resolvers => HostsOf(service => service.Resolves);

    /// <summary>What its name servers begin with.</summary>
    public NamePlan Names => new(Zones, Resolvers, Prefix)
    {
        Keys = Keys,
        Anycast = Hosts.Concat(Abroad).SelectMany(host => host.Anycast.Select(shared => (host.Address, shared))).ToLookup(it => it.Address, it => it.shared),
        Forwarders = Services.Where(service => !service.Forwarders.IsEmpty).ToDictionary(service => service.Host, service => service.Forwarders),
        OutsidePorts = Services.Where(service => service.OutsidePort is not null).ToDictionary(service => service.Host, service => service.OutsidePort!.Value),
        Habits = new ResolverHabits(
            HostsOf(service => service.PassesOn), HostsOf(service => service.AsksFromOnePort), HostsOf(service => service.AsksInPlainCase), HostsOf(service => service.TellsInOneOrder),
            HostsOf(service => !service.Prefetches)),
    };

    /// <summary>A planet without a file: on the usual addresses, with a tracker, and with a network as if nothing had been said of it. Clients from elsewhere stand in its first region.</summary>
    /// <param name="tracker">One of the hosts.</param>
    public static World Of(string name, long seed, ImmutableArray<Region> regions, ImmutableArray<Host> hosts, IPv4Address tracker) => new()
    {
        Name = name,
        Seed = seed,
        Prefix = AddressPlan.DefaultPlanet,
        Anycast = AddressPlan.DefaultAnycast,
        Home = regions[0],
        Regions = regions,
        Carried = regions,
        Network = new NetworkOptions(),
        Hosts = hosts,
        Services = [new ServicePlacement(tracker, ServiceNames.Tracker)],
        Swarms = [],
    };

    /// <summary>Reads a world file.</summary>
    /// <exception cref="FormatException">Everything that is wrong with it, a line each.</exception>
    public static World Load(string path) => Whole(WorldFile.Read(path));

    /// <summary>Reads a world from YAML text.</summary>
    /// <param name="name">The world's name, where the text gives none, and the file that errors name.</param>
    /// <inheritdoc cref="Load"/>
    public static World Parse(string yaml, string name = "world") => Whole(WorldFile.Parse(yaml, name));

    /// <summary>The directory of a planet that holds this.</summary>
    /// <param name="ports">On which ports its services listen.</param>
    /// <param name="runsHere">Every program runs in this process. Otherwise those that listen from the start run wherever they are called first.</param>
    public PlanetMap ToMap(PortPlan ports, bool runsHere = true)
    {
        var map = new PlanetMap(Regions, Home, Carried);
        foreach (var host in Hosts)
        {
            map.AddHost(host);
        }

        foreach (var host in Abroad)
        {
            map.AddAbroad(host);
        }

        foreach (var service in Services.Where(service => map.HostAt(service.Host) is not null))
        {
            map.Listen(new Endpoint(service.Host, ports.RealPort(ServiceNames.WellKnownPorts[service.Service])), new Service(service.Service, runsHere));
            if (service.Service == ServiceNames.NameServer)
            {
                map.Listen(PlanetMap.EphemeralPortsOf(service.Host), new Service(service.Service, runsHere));
            }
        }

        return map;
    }

    /// <summary>
    /// The same world, of which a planet carries only some regions: the hosts of the others are abroad, swarms have those members that are carried, and a home
    /// that is not carried moves to the first region that is.
    /// </summary>
    /// <param name="labels">Labels of regions of this world.</param>
    public World Carrying(IReadOnlyCollection<string> labels)
    {
        bool IsCarried(Region region) => labels.Contains(region.Label);
        var here = Hosts.Where(host => IsCarried(host.Region)).Select(host => host.Address).ToHashSet();
        return this with
        {
            Carried = [.. Regions.Where(IsCarried)],
            Home = IsCarried(Home) ? Home : Regions.First(IsCarried),
            Hosts = [.. Hosts.Where(host => here.Contains(host.Address))],
            Abroad = [.. Hosts.Where(host => !here.Contains(host.Address))],
            Swarms = [.. Swarms.Select(swarm => swarm with { Members = [.. swarm.Members.Where(member => here.Contains(member.Address))] })],
        };
    }

    private IEnumerable<IPv4Address> HostsOf(Func<ServicePlacement, bool> which) => Services.Where(which).Select(service => service.Host);

    private static World Whole(WorldReading reading) => reading.World ?? throw new FormatException(string.Join('\n', reading.Errors));
}

/// <summary>A program that listens on a host from the start.</summary>
/// <param name="Host">The host's address.</param>
/// <param name="Service">Its kind; see <see cref="Contracts.Hosts.ServiceNames"/>. It listens on its usual port of the planet.</param>
public sealed record ServicePlacement(IPv4Address Host, string Service)
{
    /// <summary>Of a name server: it looks up what it does not have itself.</summary>
    public bool Resolves { get; init; }

    /// <summary>Of a name server: it asks on for names that it delegates, and passes the answer back.</summary>
    public bool PassesOn { get; init; }

    /// <summary>Of a resolver: it asks from one port, as most did before 2008.</summary>
    public bool AsksFromOnePort { get; init; }

    /// <summary>Of a resolver: it asks for names as it was asked for them, and does not mix the case of their letters.</summary>
    public bool AsksInPlainCase { get; init; }

    /// <summary>Of a resolver: it tells several addresses in the order in which it learnt them, each time.</summary>
    public bool TellsInOneOrder { get; init; }

    /// <summary>Of a resolver: what it is asked for shortly before it would forget it, it looks up anew.</summary>
    public bool Prefetches { get; init; } = true;

    /// <summary>Of a resolver: whom it asks instead of the servers of the tree, in this order.</summary>
    public ImmutableArray<Forwarder> Forwarders { get; init; } = [];

    /// <summary>Of a resolver: the port on which it asks servers that the planet does not have, over real sockets; null: never.</summary>
    public ushort? OutsidePort { get; init; }
}

/// <summary>A swarm that begins with the planet.</summary>
public sealed record WorldSwarm
{
    public required string Name { get; init; }

    /// <summary>Bytes shared.</summary>
    public required long ContentLength { get; init; }

    public required int PieceLength { get; init; }

    /// <summary>Bytes per request on the planet's time; real bytes are asked for as real clients do, in usual blocks.</summary>
    public int BlockLength { get; init; } = TorrentShape.UsualBlockLength;

    /// <summary>The host whose tracker the swarm uses; a tracker listens there.</summary>
    public required IPv4Address Tracker { get; init; }

    /// <summary>Seeds first, then leechers in the order of their arrival.</summary>
    public required ImmutableArray<SwarmMember> Members { get; init; }

    /// <summary>Time between two arrivals; null: all at once.</summary>
    public Distribution? Arrival { get; init; }

    /// <summary>How long a leecher that has not finished stays; null: until it has finished.</summary>
    public Distribution? Session { get; init; }

    /// <summary>How long a peer that left stays away; null: it does not come back.</summary>
    public Distribution? Absence { get; init; }

    /// <summary>How long a leecher that has finished seeds; null: for good.</summary>
    public Distribution? Seeding { get; init; }

    /// <summary>What starts it.</summary>
    /// <param name="torrent">Its content.</param>
    /// <param name="tracker">Where the tracker listens.</param>
    public SwarmPlan ToPlan(Metainfo torrent, Endpoint tracker) => new(Name, torrent, tracker, Members, Arrival, Session, Absence, Seeding);
}
