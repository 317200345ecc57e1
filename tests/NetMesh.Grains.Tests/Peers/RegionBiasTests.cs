using NetMesh.Contracts.Peers;
using NetMesh.Grains.Peers;
using NetMesh.Planet.Hosts;
using NetMesh.Planet.Regions;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.PeerWire;
using NetMesh.Protocols.BitTorrent.Torrents;

namespace NetMesh.Grains.Tests.Peers;

public sealed class RegionBiasTests
{
    private static readonly Region Here = new("here", 0, 0, AddressPrefix.Parse("127.16.0.0/16"));
    private static readonly Region There = new("there", 50, 50, AddressPrefix.Parse("127.17.0.0/16"));
    private static readonly Metainfo Torrent = Metainfo.Simulated("t", new TorrentShape(1 << 20, 1 << 18), 1);

    private readonly PlanetMap map = new([Here, There]);

    [Fact]
    public void Peer_that_does_not_mind_has_no_bias() => Assert.Null(RegionBias.Of(Plan(0), map, 20));

    [Fact]
    public void Own_region_may_always_be_dialled_and_others_up_to_their_share()
    {
        var bias = RegionBias.Of(Plan(0.9), map, 20)!;
        List<PeerConnection> neighbours = [.. Enumerable.Range(0, 30).Select(i => Neighbour(Here, i, isDialled: true))];
        Assert.True(bias.MayDial(At(Here, 99), neighbours));
        Assert.True(bias.MayDial(At(There, 99), neighbours));
        neighbours.Add(Neighbour(There, 0, isDialled: true));
        Assert.True(bias.MayDial(At(There, 99), neighbours));
        neighbours.Add(Neighbour(There, 1, isDialled: true));
        Assert.False(bias.MayDial(At(There, 99), neighbours));
        Assert.True(bias.MayDial(At(Here, 99), neighbours));
    }

    [Fact]
    public void Who_dialled_us_takes_no_place_of_those_we_dial()
    {
        var bias = RegionBias.Of(Plan(1), map, 20)!;
        List<PeerConnection> neighbours = [.. Enumerable.Range(0, 10).Select(i => Neighbour(There, i, isDialled: false))];
        Assert.True(bias.MayDial(At(There, 99), neighbours));
        neighbours.Add(Neighbour(There, 50, isDialled: true));
        Assert.False(bias.MayDial(At(There, 99), neighbours));
    }

    private static Endpoint At(Region region, int number) => new(region.Prefix.At(256 + number), 16881);

    private static PeerPlan Plan(double ownRegion) =>
        new("swarm", Torrent, Sha1Hash.Of([1]), At(Here, 1000), default, false, new PeerPolicies { OwnRegion = ownRegion });

    private static PeerConnection Neighbour(Region region, int number, bool isDialled) => new(
        default, number, At(region, number), isDialled, new PeerWireSession(Torrent.Shape, Torrent.InfoHash, default, new PieceSet(4)), TimeSpan.Zero);
}
