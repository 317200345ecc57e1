using NetMesh.Contracts.Peers;
using NetMesh.Planet.Hosts;
using NetMesh.Planet.Regions;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.Torrents;

namespace NetMesh.Labs.Tests.Probes.Swarms;

/// <summary>Peers to tell a watcher of: a swarm of four pieces, in two regions.</summary>
internal static class Swarm
{
    public const int Pieces = 4;

    private static readonly Region[] Regions =
        [new("us-east", 39, -77, AddressPrefix.Parse("127.16.0.0/16")), new("eu-west", 53, -6, AddressPrefix.Parse("127.17.0.0/16"))];

    private static readonly Metainfo Torrent = Metainfo.Simulated("t", new TorrentShape(Pieces << 18, 1 << 18), 1);

    /// <summary>Even ones stand in the first region, odd ones in the second.</summary>
    public static IPv4Address At(int number) => Regions[number % 2].Prefix.At(256 + number);

    public static PeerPlan Peer(int number, bool isSeed = false, PeerPolicies? policies = null) =>
        new("swarm", Torrent, Sha1Hash.Of([(byte)number]), new Endpoint(At(number), 16881), default, isSeed, policies ?? new PeerPolicies());

    public static PieceSet None => new(Pieces);

    public static PieceSet All => PieceSet.All(Pieces);

    public static TimeSpan Second(double seconds) => TimeSpan.FromSeconds(seconds);

    /// <summary>A planet with this many of them, each with an uplink of 1 Mb/s.</summary>
    public static PlanetMap Map(int hosts)
    {
        var map = new PlanetMap(Regions);
        for (var number = 0; number < hosts; number++)
        {
            map.AddHost(new Host($"peer-{number}", At(number), Regions[number % 2], new AccessLink(1_000_000, 10_000_000, TimeSpan.Zero)));
        }

        return map;
    }
}
