using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using NetMesh.Clock;
using NetMesh.Contracts.Hosts;
using NetMesh.Contracts.Peers;
using NetMesh.Contracts.Swarms;
using NetMesh.Grains;
using NetMesh.Grains.Pieces;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;
using NetMesh.Planet.Regions;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.Torrents;

namespace NetMesh.Bench.Clusters;

/// <summary>
/// The planet that hosts of grains are compared on: three regions, and as many hosts as a swarm needs, spread evenly over them. No link and no path
/// slows anything down, nor does anybody wait for an unchoke slot, so that processors are the limit. Every process makes its own map and content.
/// </summary>
/// <param name="leechers">Members of the swarm that begin with nothing; there is a seed in each region besides.</param>
/// <param name="storedPieces">
/// How many pieces of real content every process has in its store; 0: content is simulated, and a block is its length and a tag, in memory and between
/// processes.
/// </param>
internal sealed class BenchPlanet(int leechers, int storedPieces = 0)
{
    /// <summary>One region a silo, where there are three.</summary>
    public static readonly ImmutableArray<Region> Regions =
    [
        new("us-east", 39.04, -77.49, AddressPrefix.Parse("127.16.0.0/16")),
        new("eu-west", 53.35, -6.26, AddressPrefix.Parse("127.17.0.0/16")),
        new("ap-south", 19.08, 72.88, AddressPrefix.Parse("127.18.0.0/16")),
    ];

    private const int PieceLength = 256 * 1024;

    private static readonly NetworkOptions Physics = new() { Unshaped = true };
    private static readonly PeerPolicies Policies = new() { UnchokeSlots = 50 };

    private readonly byte[] content = RandomBytes(storedPieces * PieceLength);

    public int Leechers => leechers;

    public int StoredPieces => storedPieces;

    private static Endpoint Tracker => new(Regions[0].Prefix.At(2), PortPlan.Default.RealPort(ServiceNames.TrackerPort));

    /// <summary>An address of a region that no member of the swarm has.</summary>
    public static IPv4Address Spare(int region, int number) => Regions[region].Prefix.At(4096 + number);

    /// <summary>Adds the planet's programs and what they need in one process.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="runsHere">It is the only process.</param>
    public void AddTo(IServiceCollection services, bool runsHere)
    {
        var store = new MemoryPieceStore();
        foreach (var piece in content.Chunk(PieceLength))
        {
            store.Store(Sha1Hash.Of(piece), [Block.Of(piece)]);
        }

        services.AddSingleton<IPieceStore>(store);
        services.AddPrograms(Map(runsHere), Physics, new RandomStreams(1));
    }

    /// <summary>A swarm of all members.</summary>
    /// <exception cref="ArgumentException">More pieces than are stored.</exception>
    public SwarmPlan Swarm(string name, int pieces)
    {
        var url = $"udp://{Tracker}";
        var torrent = storedPieces == 0
            ? Metainfo.Simulated(name, new TorrentShape((long)pieces * PieceLength, PieceLength), 1, url)
            : MetainfoWriter.OfContent(name, content.AsSpan(0, pieces * PieceLength), [[url]], PieceLength);
        var members = Enumerable.Range(0, Regions.Length + leechers).Select(number => new SwarmMember(MemberAt(number), number < Regions.Length, Policies));
        return new SwarmPlan(name, torrent, Tracker, [.. members]);
    }

    /// <summary>Bytes that the leechers get, all together.</summary>
    public long Payload(int pieces) => (long)leechers * pieces * PieceLength;

    private PlanetMap Map(bool runsHere)
    {
        var map = new PlanetMap(Regions);
        map.AddHost(new Host("tracker", Tracker.Address, Regions[0], AccessLink.Unlimited));
        for (var number = 0; number < Regions.Length + leechers; number++)
        {
            map.AddHost(new Host($"peer-{number}", MemberAt(number), Regions[number % Regions.Length], AccessLink.Unlimited));
        }

        map.Listen(Tracker, new Service(ServiceNames.Tracker, runsHere));
        return map;
    }

    private static byte[] RandomBytes(int length)
    {
        var bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    // Hosts begin behind the addresses that a region keeps for its services.
    private static IPv4Address MemberAt(int number) => Regions[number % Regions.Length].Prefix.At(256 + (number / Regions.Length));
}
