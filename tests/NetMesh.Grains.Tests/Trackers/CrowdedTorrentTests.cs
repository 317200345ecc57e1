using NetMesh.Clock;
using NetMesh.Grains.Trackers;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.Trackers;

namespace NetMesh.Grains.Tests.Trackers;

/// <summary>Who makes up ports pushes nobody out of a tracker's answers, and who has many programs at one address is listed with them.</summary>
public sealed class CrowdedTorrentTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;
    private static readonly Sha1Hash Torrent = Sha1Hash.Of("torrent"u8);
    private static readonly IPv4Address Liar = new(127, 25, 100, 1);
    private static readonly TrackerLimits Limits = new();
    private readonly TorrentRegister register = new(Limits, new RandomStream(1));
    private DateTimeOffset now = Start;

    [Fact]
    public void While_an_answer_holds_everybody_an_address_is_listed_with_all_its_programs()
    {
        Honest(1, 10);
        Ports(Liar, 1, 20);
        Assert.Equal(20, Listed(Liar));
        Assert.Equal(Enumerable.Range(2, 9).Select(PeerAt), HonestIn(Announce(PeerAt(1))));
    }

    [Fact]
    public void However_many_ports_one_makes_up_every_answer_still_holds_all_honest_peers()
    {
        Honest(1, 20);
        Ports(Liar, 1, 1000);
        Assert.Equal(Limits.UsualWanted, register.PeerCount);
        Honest(21, 20);
        Assert.Equal(Limits.UsualWanted, register.PeerCount);
        Assert.Equal(Enumerable.Range(2, 39).Select(PeerAt), HonestIn(Announce(PeerAt(1))));
    }

    [Fact]
    public void In_a_crowd_an_address_keeps_no_more_than_its_share()
    {
        Ports(Liar, 1, 1000);
        Honest(1, 100);
        Assert.Equal(Limits.MaxOfAddressPerTorrent, Listed(Liar));
        Assert.Equal(100 + Limits.MaxOfAddressPerTorrent, register.PeerCount);
        Ports(Liar, 2000, 1000);
        Assert.Equal(Limits.MaxOfAddressPerTorrent, Listed(Liar));
        Announce(new Endpoint(Liar, 2001), AnnounceEvent.Stopped);
        Assert.Equal(100 + Limits.MaxOfAddressPerTorrent, register.PeerCount);
    }

    [Fact]
    public void Those_that_have_more_than_their_share_divide_what_the_others_leave()
    {
        var other = new IPv4Address(Liar.Value + 1);
        Honest(1, 10);
        Ports(Liar, 1, 1000);
        Ports(other, 1, 1000);
        Assert.Equal((20, 20), (Listed(Liar), Listed(other)));
        Assert.Equal(Limits.UsualWanted, register.PeerCount);
    }

    [Fact]
    public void The_one_that_was_not_heard_of_for_longest_gives_way_be_it_a_seed_or_a_leecher()
    {
        Ports(Liar, 1, 25, left: 0);
        Ports(Liar, 26, 25);
        now += TimeSpan.FromMinutes(1);
        Ports(Liar, 1, 10, left: 0);
        Ports(Liar, 36, 15);
        Honest(1, 25);
        Assert.Equal([.. Enumerable.Range(1, 10), .. Enumerable.Range(36, 15)], Everybody().Where(peer => peer.Address == Liar).Select(peer => (int)peer.Port));
    }

    [Fact]
    public void This_machine_has_a_share_for_all_its_programs()
    {
        var machine = IPv4Address.Parse("127.0.0.1");
        Honest(1, 100);
        Ports(machine, 1, 1000);
        Ports(Liar, 1, 1000);
        Assert.Equal((Limits.MaxOfThisMachinePerTorrent, Limits.MaxOfAddressPerTorrent), (Listed(machine), Listed(Liar)));
        Honest(101, 20);
        Assert.Equal(Limits.MaxOfThisMachinePerTorrent, Listed(machine));
    }

    private static Endpoint PeerAt(int number) => new(new IPv4Address(0x7F100000 + (uint)number), 16881);

    private static IEnumerable<Endpoint> HonestIn(AnnounceAnswer answer) => answer.Peers.ToArray().Where(peer => peer.Port == 16881).Order();

    private void Honest(int first, int count)
    {
        for (var number = first; number < first + count; number++)
        {
            Announce(PeerAt(number));
        }
    }

    private void Ports(IPv4Address address, int first, int count, long left = 1)
    {
        for (var port = first; port < first + count; port++)
        {
            Assert.Null(Announce(new Endpoint(address, (ushort)port), left: left).Failure);
        }
    }

    private int Listed(IPv4Address address) => Everybody().Count(peer => peer.Address == address);

    // As a peer is told that is listed already.
    private IEnumerable<Endpoint> Everybody() =>
        register.Announce(new AnnounceRequest(Torrent, default, PeerAt(1), 0, 0, 1, AnnounceEvent.None, Limits.MaxWanted), now).Peers.ToArray().Order();

    private AnnounceAnswer Announce(Endpoint peer, AnnounceEvent happened = AnnounceEvent.None, long left = 1) =>
        register.Announce(new AnnounceRequest(Torrent, default, peer, 0, 0, left, happened, -1), now);
}
