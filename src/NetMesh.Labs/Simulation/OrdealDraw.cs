using System.Collections.Immutable;
using NetMesh.Clock;
using NetMesh.Contracts.Hosts;
using NetMesh.Contracts.Peers;
using NetMesh.Contracts.Swarms;
using NetMesh.Labs.Oracles;
using NetMesh.Labs.Worlds;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;
using NetMesh.Planet.Links;
using NetMesh.Planet.Regions;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Torrents;

namespace NetMesh.Labs.Simulation;

/// <summary>Draws an <see cref="Ordeal"/>: the planet, the swarm and the silos here, what befalls them in <see cref="TroubleDraw"/>.</summary>
internal sealed class OrdealDraw
{
    private const string Name = "swarm";

    private static readonly Region[] AllRegions =
    [
        new("us-east", 39.04, -77.49, AddressPrefix.Parse("127.16.0.0/16")),
        new("eu-west", 53.35, -6.26, AddressPrefix.Parse("127.17.0.0/16")),
        new("ap-south", 19.08, 72.88, AddressPrefix.Parse("127.18.0.0/16")),
        new("sa-east", -23.55, -46.63, AddressPrefix.Parse("127.19.0.0/16")),
    ];

    private readonly long seed;
    private readonly RandomStream random;
    private readonly Region[] regions;
    private readonly List<Host> hosts = [];

    public OrdealDraw(long seed)
    {
        this.seed = seed;
        random = new RandomStreams(seed).Get("ordeal");
        regions = [.. AllRegions.Take(random.Next(1, AllRegions.Length + 1))];
    }

    public Ordeal Draw()
    {
        var seeds = random.Next(1, 3);
        var leechers = random.Next(3, 12);

        // From slow enough that a download takes as long as most troubles, to so fast that they come too late.
        var usualUp = Between(30_000, 2_000_000);
        var tracker = new Endpoint(regions[0].Prefix.At(2), PortPlan.Default.RealPort(ServiceNames.TrackerPort));
        hosts.Add(new Host("tracker", tracker.Address, regions[0], AccessLink.Unlimited));
        var members = ImmutableArray.CreateBuilder<SwarmMember>(seeds + leechers);
        var policies = Policies();
        var riders = Chance(0.35) ? 0.5 : 0.05;
        for (var i = 0; i < seeds + leechers; i++)
        {
            var isSeed = i < seeds;
            var host = AddHost(isSeed ? $"seed-{i}" : $"peer-{i - seeds}", usualUp);
            members.Add(new SwarmMember(host.Address, isSeed, policies with { FreeRider = !isSeed && Chance(riders) }));
        }

        var hostile = ImmutableArray.CreateBuilder<HostilePeer>();
        for (var i = Chance(0.5) ? random.Next(1, 4) : 0; i > 0; i--)
        {
            var host = AddHost($"hostile-{hostile.Count}", usualUp);
            hostile.Add(new HostilePeer(host.Name, host.Address, (Hostility)random.Next(Enum.GetValues<Hostility>().Length)));
        }

        var shape = Shape();
        var leaves = Chance(0.3);
        var torrent = Metainfo.Simulated(Name, shape, (ulong)seed, $"udp://{tracker}");
        var silos = Silos();
        var schedule = new TroubleDraw(new RandomStreams(seed).Get("troubles"), regions, hosts, hostile, silos).Draw(out var healsAt);
        return new Ordeal
        {
            Seed = seed,
            World = World.Of(Name, seed, [.. regions], [.. hosts], tracker.Address) with { Network = Physics() },
            Swarm = new SwarmPlan(
                Name, torrent, tracker, members.ToImmutable(),
                Arrival: Chance(0.5) ? new Distribution(DistributionLaw.Exponential, TimeSpan.FromSeconds(Between(1, 15))) : null,
                Session: Chance(0.2) ? new Distribution(DistributionLaw.Exponential, TimeSpan.FromSeconds(Between(30, 300))) : null),
            Silos = silos,
            IsApart = Chance(0.6),
            BetweenSilos = (Ms(Between(0, 5)), Ms(Between(5, 250))),
            WriteTakes = Ms(Chance(0.5) ? 0 : Between(1, 2000)),
            Hostile = hostile.ToImmutable(),
            Schedule = schedule,
            HealsAt = healsAt,
            SeedsLeave = leaves && policies.WhenDone == WhenDone.Stay,
            Patience = TimeSpan.FromMinutes(20) + (10 * Bound(shape, seeds, leechers)),
        };
    }

    private NetworkOptions Physics()
    {
        var models = Enum.GetValues<TransportModel>();
        return new NetworkOptions
        {
            Link = Chance(0.7) ? LinkDiscipline.Fair : LinkDiscipline.Fifo,
            Transport = models[random.Next(models.Length)],
            Jitter = Ms(Chance(0.5) ? 0 : Between(1, 40)),
            Loss = Chance(0.5) ? 0 : Between(0.001, 0.05),
            Duplication = Chance(0.7) ? 0 : Between(0.001, 0.05),
            DownlinkWindow = 1024 * random.Next(32, 257),
            TrunkWindow = 1024 * random.Next(20, 513),
            SendHighWater = 65536,
            SendLowWater = 1024 * random.Next(1, 64),
        };
    }

    private PeerPolicies Policies() => new()
    {
        Picking = (PiecePicking)random.Next(Enum.GetValues<PiecePicking>().Length),
        SeedChoking = (SeedChoking)random.Next(Enum.GetValues<SeedChoking>().Length),
        UnchokeSlots = Math.Max(1, random.Next(-1, 5)),
        MaxConnections = random.Next(16, 51),
        WhenDone = Chance(0.2) ? WhenDone.Leave : WhenDone.Stay,
        SuperSeeding = Chance(0.3),
    };

    private TorrentShape Shape()
    {
        var pieceLength = TorrentShape.UsualBlockLength * random.Next(1, 7);
        return new TorrentShape(((long)pieceLength * random.Next(2, 25)) + random.Next(1, pieceLength + 1), pieceLength);
    }

    private ImmutableArray<OrdealSilo> Silos()
    {
        var with = regions.Where(_ => Chance(0.8)).ToArray();
        return
        [
            .. from region in with.Length > 0 ? with : regions
               let skewed = Chance(0.7)
               select new OrdealSilo(
                   region.Label,
                   TimeSpan.FromSeconds(skewed ? Math.Round(Between(0, 1_000_000)) : 0),
                   Ms(skewed ? Math.Round(Between(-3_600_000, 3_600_000) * Math.Pow(random.NextDouble(), 4)) : 0),
                   skewed ? Between(-500, 500) : 0),
        ];
    }

    private Host AddHost(string name, double usualUp)
    {
        var region = regions[random.Next(regions.Length)];
        var up = (long)(usualUp * Between(0.5, 2));
        var host = new Host(name, region.Prefix.At(256 + hosts.Count), region, new AccessLink(up, (long)(up * Between(1, 10)), Ms(Between(0.5, 30))));
        hosts.Add(host);
        return host;
    }

    // With everybody's slowest link, and without the free riders' help.
    private TimeSpan Bound(TorrentShape shape, int seeds, int leechers)
    {
        var slowest = hosts.Where(host => host.Link.UpBitsPerSecond > 0).Min(host => host.Link.UpBitsPerSecond);
        return FileDistribution.PeerToPeer(8 * shape.Length, leechers, seeds * slowest, slowest, leechers * slowest / 2);
    }

    private bool Chance(double share) => random.NextDouble() < share;

    // Every order of magnitude as often as another where both are positive.
    private double Between(double least, double most) =>
        least > 0 ? least * Math.Pow(most / least, random.NextDouble()) : least + ((most - least) * random.NextDouble());

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
