using System.Collections.Immutable;
using NetMesh.Cluster.Tests.Counters;
using NetMesh.Contracts.Hosts;
using NetMesh.Contracts.Peers;
using NetMesh.Contracts.Swarms;
using NetMesh.Planet.Hosts;
using NetMesh.Planet.Regions;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Torrents;

namespace NetMesh.Cluster.Tests.Clusters;

/// <summary>The planet of these tests: three regions with a silo each, a tracker, a counter in every region, and the members of one swarm.</summary>
internal static class ThreeRegions
{
    public const string UsEast = "us-east";
    public const string EuWest = "eu-west";
    public const string ApSouth = "ap-south";

    /// <summary>Hosts of the swarm: the first of each region holds everything, the others come for it.</summary>
    public const int Members = 12;

    public const int Seeds = 3;

    private static readonly AccessLink Link = new(20_000_000, 50_000_000, TimeSpan.FromMilliseconds(1));

    public static readonly Region[] Regions =
    [
        new(UsEast, 39.04, -77.49, AddressPrefix.Parse("127.16.0.0/16")),
        new(EuWest, 53.35, -6.26, AddressPrefix.Parse("127.17.0.0/16")),
        new(ApSouth, 19.08, 72.88, AddressPrefix.Parse("127.18.0.0/16")),
    ];

    /// <summary>From a region to the one whose silo takes its hosts when its own is gone.</summary>
    public static readonly Dictionary<string, string> Nearest = new() { [UsEast] = EuWest, [EuWest] = UsEast, [ApSouth] = EuWest };

    public static IPv4Address Tracker => Regions[2].Prefix.At(2);

    /// <summary>The counter of a region.</summary>
    public static Endpoint CounterIn(string region) => new(RegionOf(region).Prefix.At(10), CounterGrain.Port);

    public static IPv4Address Member(int number) => Regions[number % Regions.Length].Prefix.At(256 + (number / Regions.Length));

    public static string RegionOf(IPv4Address address) => Regions.Single(region => region.Prefix.Contains(address)).Label;

    public static Endpoint TrackerAt(PortPlan ports) => new(Tracker, ports.RealPort(ServiceNames.TrackerPort));

    /// <summary>What one process knows of the planet when it starts.</summary>
    /// <param name="home">Where the process stands.</param>
    public static PlanetMap Map(PortPlan ports, string home)
    {
        var map = new PlanetMap(Regions, RegionOf(home));
        map.AddHost(new Host("tracker", Tracker, Regions[2], AccessLink.Unlimited));
        map.Listen(TrackerAt(ports), new Service(ServiceNames.Tracker, RunsHere: false));
        foreach (var region in Regions)
        {
            var counter = CounterIn(region.Label);
            map.AddHost(new Host($"counter in {region.Label}", counter.Address, region, AccessLink.Unlimited));
            map.Listen(counter, new Service(CounterGrain.Service, RunsHere: false));
        }

        for (var number = 0; number < Members; number++)
        {
            map.AddHost(new Host($"peer-{number}", Member(number), Regions[number % Regions.Length], Link));
        }

        ThreeRegionsNames.AddTo(map, ports);
        return map;
    }

    /// <summary>A swarm of simulated content, with a seed in every region, whose members all come at once.</summary>
    /// <param name="mebibytes">Its size.</param>
    public static SwarmPlan Swarm(PortPlan ports, int mebibytes)
    {
        var torrent = Metainfo.Simulated("cluster", new TorrentShape((long)mebibytes << 20, 64 * 1024), 7, $"udp://{TrackerAt(ports)}");
        var members = Enumerable.Range(0, Members).Select(number => new SwarmMember(Member(number), IsSeed: number < Seeds, new PeerPolicies()));
        return new SwarmPlan("cluster", torrent, TrackerAt(ports), [.. members]);
    }

    private static Region RegionOf(string label) => Regions.Single(region => region.Label == label);
}
