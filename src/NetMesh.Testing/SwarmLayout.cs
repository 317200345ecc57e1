using NetMesh.Contracts.Peers;
using NetMesh.Contracts.Hosts;
using NetMesh.Contracts.Swarms;
using NetMesh.Labs.Oracles;
using NetMesh.Labs.Worlds;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;
using NetMesh.Planet.Regions;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Torrents;

namespace NetMesh.Testing;

/// <summary>
/// A planet for one swarm: some regions, a tracker, seeds, and leechers that all have the same access link, spread evenly over the regions. Content is
/// simulated unless a torrent is given.
/// </summary>
public sealed record SwarmLayout
{
    /// <summary>Four regions on three continents and both hemispheres.</summary>
    public static readonly IReadOnlyList<Region> FourRegions =
    [
        new("us-east", 39.04, -77.49, AddressPrefix.Parse("127.16.0.0/16")),
        new("eu-west", 53.35, -6.26, AddressPrefix.Parse("127.17.0.0/16")),
        new("ap-south", 19.08, 72.88, AddressPrefix.Parse("127.18.0.0/16")),
        new("sa-east", -23.55, -46.63, AddressPrefix.Parse("127.19.0.0/16")),
    ];

    public IReadOnlyList<Region> Regions { get; init; } = FourRegions;

    public int Leechers { get; init; } = 20;

    public int Seeds { get; init; } = 1;

    public AccessLink SeedLink { get; init; } = new(10_000_000, 50_000_000, TimeSpan.FromMilliseconds(5));

    public AccessLink LeecherLink { get; init; } = new(1_000_000, 10_000_000, TimeSpan.FromMilliseconds(5));

    public int Pieces { get; init; } = 400;

    public int PieceLength { get; init; } = 256 * 1024;

    /// <summary>What is shared; null: simulated content of <see cref="Pieces"/> pieces.</summary>
    public Metainfo? Torrent { get; init; }

    /// <summary>Rules of everybody. A new swarm's seed offers its pieces one by one; it means nothing to the others.</summary>
    public PeerPolicies Policies { get; init; } = new() { SuperSeeding = true };

    /// <summary>Rules of the leecher with this number, where they differ from <see cref="Policies"/>.</summary>
    public Func<int, PeerPolicies?> PoliciesOf { get; init; } = _ => null;

    public Distribution? Arrival { get; init; }

    public Distribution? Session { get; init; }

    public Distribution? Absence { get; init; }

    /// <summary>Where services listen: that of the mesh the swarm is started on.</summary>
    public PortPlan Ports { get; init; } = PortPlan.Default;

    public string Name { get; init; } = "swarm";

    public Endpoint Tracker => new(Regions[0].Prefix.At(2), Ports.RealPort(ServiceNames.TrackerPort));

    /// <summary>Where every peer listens.</summary>
    public ushort PeerPort => Ports.RealPort(ServiceNames.PeerPort);

    public IPv4Address SeedAt(int number) => AddressAt(number);

    public IPv4Address LeecherAt(int number) => AddressAt(Seeds + number);

    /// <summary>The tracker's host, the seeds, the leechers.</summary>
    public IEnumerable<Host> Hosts()
    {
        yield return new Host("tracker", Tracker.Address, Regions[0], AccessLink.Unlimited);
        for (var number = 0; number < Seeds + Leechers; number++)
        {
            var isSeed = number < Seeds;
            var name = isSeed ? $"seed-{number}" : $"peer-{number - Seeds}";
            yield return new Host(name, AddressAt(number), Regions[number % Regions.Count], isSeed ? SeedLink : LeecherLink);
        }
    }

    public SwarmPlan Plan()
    {
        var members = new SwarmMember[Seeds + Leechers];
        for (var number = 0; number < members.Length; number++)
        {
            var policies = number < Seeds ? Policies : PoliciesOf(number - Seeds) ?? Policies;
            members[number] = new SwarmMember(AddressAt(number), number < Seeds, policies);
        }

        return new SwarmPlan(Name, TorrentOrSimulated(), Tracker, [.. members], Arrival, Session, Absence);
    }

    /// <summary>The planet for the swarm. The swarm itself is started with <see cref="Plan"/>.</summary>
    /// <param name="seed">Replays the run.</param>
    public World World(long seed) => Labs.Worlds.World.Of(Name, seed, [.. Regions], [.. Hosts()], Tracker.Address);

    /// <summary>Adds one more host to a mesh of this layout, with a leecher's link; returns its address.</summary>
    public IPv4Address AddHost(PlanetMap map, string name)
    {
        var address = AddressAt(map.Hosts.Count);
        map.AddHost(new Host(name, address, map.RegionOf(address)!, LeecherLink));
        return address;
    }

    /// <summary>The least time in which all leechers could finish if all came at once, payload alone (Kurose and Ross).</summary>
    public TimeSpan Bound() => FileDistribution.PeerToPeer(
        8 * TorrentOrSimulated().Shape.Length,
        Leechers,
        Seeds * SeedLink.UpBitsPerSecond,
        LeecherLink.DownBitsPerSecond,
        Leechers * LeecherLink.UpBitsPerSecond);

    private Metainfo TorrentOrSimulated() =>
        Torrent ?? Metainfo.Simulated(Name, new TorrentShape((long)Pieces * PieceLength, PieceLength), 1, $"udp://{Tracker}");

    // Hosts begin behind the addresses that a region keeps for its services.
    private IPv4Address AddressAt(int number) => Regions[number % Regions.Count].Prefix.At(256 + (number / Regions.Count));
}
