using NetMesh.Contracts.Hosts;
using NetMesh.Contracts.Peers;
using NetMesh.Contracts.Swarms;
using NetMesh.Labs.Worlds.Units;
using NetMesh.Labs.Worlds.Yaml;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.PeerWire;
using NetMesh.Protocols.BitTorrent.Torrents;

namespace NetMesh.Labs.Worlds.Sections;

/// <summary>A swarm that begins with the planet: its content, its tracker, its seeds and leechers, and how they come and go.</summary>
internal static class SwarmSection
{
    private static readonly ValueForm<long> Content = DataSizes.Form(1, 64L << 30, "a size up to 64 GiB such as 32 MiB (kB, MB, GB, KiB, MiB, GiB)");
    private static readonly ValueForm<long> Piece = DataSizes.Form(16 << 10, 16 << 20, "a size from 16 KiB to 16 MiB such as 256 KiB");
    private static readonly ValueForm<long> Block = DataSizes.Form(TorrentShape.UsualBlockLength, PeerWireLimits.Usual.MaxBlockLength, "a size from 16 KiB to 128 KiB such as 16 KiB");
    private static readonly ValueForm<WhenDone> WhenDoneWords = Words.Choice(("stay", WhenDone.Stay), ("leave", WhenDone.Leave), ("end-of-session", WhenDone.EndOfSession));

    private static readonly ValueForm<PiecePicking> Picking = Words.Choice(
        ("rarest-first", PiecePicking.RarestFirst), ("random", PiecePicking.Random), ("sequential", PiecePicking.Sequential));

    private static readonly ValueForm<bool> YesOrNo = Words.Choice(("yes", true), ("no", false));
    private static readonly ValueForm<SeedChoking> SeedChokers = Words.Choice(("fill-uplink", SeedChoking.FillUplink), ("four-slots", SeedChoking.FourSlots));

    public static List<WorldSwarm> Read(Section world, WorldHosts hosts)
    {
        var swarms = new List<WorldSwarm>();

        // A host carries one peer: whoever runs a tracker or is in a swarm already is not drawn again.
        var busy = hosts.Services.Select(service => service.Host).ToHashSet();
        foreach (var (key, node) in world.Named("swarms"))
        {
            if (!Words.IsName(key.Text))
            {
                world.Errors.Add(key.At, $"{key.Kind} cannot be a swarm's name", Words.Name.Expected);
            }

            var section = new Section(node, $"swarm '{key.Text}'", world.Errors);
            swarms.Add(new WorldSwarm
            {
                Name = key.Text,
                ContentLength = section.RequiredValue("content", Content, 1),
                PieceLength = (int)section.Value("piece", Piece, 256 << 10),
                BlockLength = (int)section.Value("block", Block, TorrentShape.UsualBlockLength),
                Tracker = Tracker(section, hosts),
                Arrival = Distribution(section, "arrival"),
                Session = Distribution(section, "session"),
                Absence = Distribution(section, "absence"),
                Seeding = Distribution(section, "seeding"),
                Members = [.. Crew(section, "seeds", isSeed: true, hosts, busy), .. Crew(section, "leechers", isSeed: false, hosts, busy)],
            });
            section.Done();
        }

        return swarms;
    }

    private static Distribution? Distribution(Section swarm, string key) =>
        swarm.Optional(key) is { } node && swarm.TryValue(node, key, Distributions.Form, out var distribution) ? distribution : null;

    private static IPv4Address Tracker(Section swarm, WorldHosts hosts)
    {
        var trackers = new OrderedDictionary<string, Host>();
        foreach (var service in hosts.Services.Where(service => service.Service == ServiceNames.Tracker))
        {
            var host = hosts.Owner(service.Host)!;
            trackers.TryAdd(host.Name, host);
        }

        var node = swarm.Required("tracker", "the name of a host that runs a tracker");
        return node is null ? default : References.To(node, "tracker", "tracker", trackers, swarm.Errors)?.Address ?? default;
    }

    // seeds: { count: 4, on: [fibre, office], picking: …, free-riders: 10 % }
    private static List<SwarmMember> Crew(Section swarm, string key, bool isSeed, WorldHosts hosts, HashSet<IPv4Address> busy)
    {
        var members = new List<SwarmMember>();
        if ((isSeed ? swarm.Required(key, "{ count: 4, on: [names of hosts] }") : swarm.Optional(key)) is not { } node)
        {
            return members;
        }

        var section = new Section(node, $"'{key}'", swarm.Errors);
        var count = (int)section.RequiredValue("count", Numbers.Whole(isSeed ? 1 : 0, 100_000), 0);
        var usual = new PeerPolicies();
        var policies = usual with
        {
            Picking = section.Value("picking", Picking, usual.Picking),
            SeedChoking = section.Value("seed-choking", SeedChokers, usual.SeedChoking),
            UnchokeSlots = (int)section.Value("unchoke-slots", Numbers.Whole(0, 1000), usual.UnchokeSlots),
            MaxConnections = (int)section.Value("connections", Numbers.Whole(1, 10_000), usual.MaxConnections),
            WhenDone = section.Value("when-done", WhenDoneWords, usual.WhenDone),
            OwnRegion = section.Value("own-region", Numbers.Share, usual.OwnRegion),
            SuperSeeding = section.Value("super-seeding", YesOrNo, usual.SuperSeeding),
        };
        var freeRiders = section.Value("free-riders", Numbers.Share, 0);
        var pool = Pool(section, hosts, busy);
        section.Done();
        if (count > pool.Count)
        {
            swarm.Errors.Add(section.At, $"'{key}' wants {count} hosts where {pool.Count} are free", "a smaller count, or more names after 'on'");
        }

        for (var i = 0; i < Math.Min(count, pool.Count); i++)
        {
            busy.Add(pool[i].Address);

            // Spread evenly through the order of arrival: the share holds at every moment.
            var freeRider = Math.Floor((i + 1) * freeRiders) > Math.Floor(i * freeRiders);
            members.Add(new SwarmMember(pool[i].Address, isSeed, policies with { FreeRider = freeRider }));
        }

        return members;
    }

    // The first host of every region in every group, then the second of each: a swarm spans the planet and mixes its links, whatever its size.
    private static List<Host> Pool(Section crew, WorldHosts hosts, HashSet<IPv4Address> busy)
    {
        var free = new List<(Host Host, int Turn)>();
        var seen = new HashSet<IPv4Address>(busy);
        foreach (var node in crew.RequiredItems("on", "names of hosts or groups of hosts"))
        {
            if (node is YamlScalar { Text: var name } && hosts.Of(name) is { Count: > 0 } found)
            {
                var group = found.Where(host => seen.Add(host.Address)).GroupBy(host => host.Region);
                free.AddRange(group.SelectMany(region => region.Select((host, turn) => (host, turn))));
            }
            else
            {
                crew.Errors.Add(node.At, $"there is no host or group of hosts {node.Kind}", NearestName.Suggest((node as YamlScalar)?.Text ?? "", hosts.Groups));
            }
        }

        return [.. free.OrderBy(it => it.Turn).Select(it => it.Host)];
    }
}
