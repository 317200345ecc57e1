using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.Trackers;
using NetMesh.Protocols.BitTorrent.Trackers.Udp;
using NetMesh.Protocols.Tests.Captures;
using NetMesh.Protocols.Tests.Fuzzing;

namespace NetMesh.Protocols.Tests.BitTorrent.Trackers.Udp;

public sealed class UdpTrackerServerTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Endpoint From = new(new IPv4Address(127, 17, 0, 5), 50_000);
    private readonly UdpTrackerServer server = new(new ConnectionIdMint(new byte[16]));

    [Fact]
    public void A_connect_gets_an_id_with_which_an_announce_passes()
    {
        var turn = server.Receive(new UdpAnnounce(Connect(), 7, Announces.Of(Announces.Client)), From, Now);
        var request = Assert.IsType<UdpAnnounce>(turn.Request);
        Assert.Equal(new Endpoint(From.Address, 6881), request.Announce.Peer);
        var answer = UdpTrackerServer.AnswerTo(request, new AnnounceAnswer(TimeSpan.FromMinutes(30), 1, 2, []));
        Assert.Equal(7, Assert.IsType<UdpAnnounceAnswer>(answer).TransactionId);
    }

    [Fact]
    public void An_announce_without_a_valid_id_is_refused_in_fewer_bytes_than_it_had()
    {
        var packet = Bytes(new UdpAnnounce(1234, 7, Announces.Of(Announces.Client)));
        var turn = server.Receive(packet, From, Now);
        Assert.Null(turn.Request);
        Assert.InRange(Assert.IsType<UdpTrackerFailure>(turn.Answer).WireLength, 8, 36);
    }

    [Fact]
    public void Nobody_can_enlist_another_address()
    {
        var victim = new Endpoint(new IPv4Address(127, 16, 0, 1), 80);
        var turn = server.Receive(new UdpAnnounce(Connect(), 7, Announces.Of(victim)), From, Now);
        Assert.Equal(new Endpoint(From.Address, 80), ((UdpAnnounce)turn.Request!).Announce.Peer);
        var packet = Bytes(new UdpAnnounce(Connect(), 7, Announces.Of(Announces.Client)));
        packet[84] = 10;
        Assert.Equal(From.Address, ((UdpAnnounce)server.Receive(packet, From, Now).Request!).Announce.Peer.Address);
    }

    [Theory]
    [InlineData(0, 1, 1, 1)]
    [InlineData(6881, -1, 1, 1)]
    [InlineData(6881, 1, -1, 1)]
    [InlineData(6881, 1, 1, -1)]
    public void Port_0_and_negative_counts_get_an_error_packet(int port, long uploaded, long downloaded, long left)
    {
        var announce = Announces.Of(new Endpoint(From.Address, (ushort)port), uploaded, downloaded, left);
        var turn = server.Receive(Bytes(new UdpAnnounce(Connect(), 7, announce)), From, Now);
        Assert.Equal(7, Assert.IsType<UdpTrackerFailure>(turn.Answer).TransactionId);
    }

    [Fact]
    public void A_malformed_packet_is_answered_only_when_its_id_proves_its_address()
    {
        var packet = Bytes(new UdpAnnounce(Connect(), 7, Announces.Of(Announces.Client)))[..50];
        Assert.IsType<UdpTrackerFailure>(server.Receive(packet, From, Now).Answer);
        packet[0] ^= 1;
        var turn = server.Receive(packet, From, Now);
        Assert.Null(turn.Answer);
        Assert.NotNull(turn.Dropped);
    }

    [Fact]
    public void No_more_peers_are_wanted_than_fit_a_datagram()
    {
        var turn = server.Receive(new UdpAnnounce(Connect(), 7, Announces.Of(Announces.Client, wanted: 100_000)), From, Now);
        Assert.Equal(200, ((UdpAnnounce)turn.Request!).Announce.Wanted);
    }

    [Fact]
    public void A_scrape_s_answer_has_an_entry_for_every_torrent_asked_for_in_that_order()
    {
        var known = Sha1Hash.Of("known"u8);
        var turn = server.Receive(new UdpScrape(Connect(), 9, new ScrapeRequest([Sha1Hash.Of("unknown"u8), known])), From, Now);
        var answer = UdpTrackerServer.AnswerTo((UdpScrape)turn.Request!, new ScrapeAnswer([new ScrapeEntry(known, 3, 2, 1)]));
        Assert.Equal([0, 3], ((UdpScrapeAnswer)answer).Answer.Entries.ToArray().Select(entry => entry.Seeders));
    }

    [Fact]
    public void A_tracker_s_failure_becomes_an_error_packet()
    {
        var answer = new AnnounceAnswer(TimeSpan.Zero, 0, 0, []) { Failure = "unknown torrent" };
        Assert.Equal("unknown torrent", ((UdpTrackerFailure)UdpTrackerServer.AnswerTo(new UdpAnnounce(1, 2, Announces.Of(From)), answer)).Message);
    }

    [Fact]
    public void Damaged_packets_never_get_an_answer_longer_than_themselves()
    {
        var mutator = new ByteMutator(71);
        byte[][] good =
        [
            .. Capture.NamesOf("udp").SelectMany(Capture.Datagrams).Select(datagram => datagram.Bytes),
            Bytes(new UdpAnnounce(Connect(), 7, Announces.Of(Announces.Client))),
        ];
        for (var i = 0; i < 5000; i++)
        {
            var damaged = mutator.Mutate(good[i % good.Length]);
            var turn = server.Receive(damaged, From, Now);
            Assert.Equal(1, (turn.Answer is null ? 0 : 1) + (turn.Request is null ? 0 : 1) + (turn.Dropped is null ? 0 : 1));
            Assert.True(turn.Answer is null || turn.Answer.WireLength <= Math.Max(damaged.Length, 16));
        }
    }

    private static byte[] Bytes(UdpTrackerPacket packet)
    {
        var bytes = new byte[packet.WireLength];
        UdpTrackerWriter.Write(packet, bytes);
        return bytes;
    }

    private long Connect() => Assert.IsType<ConnectAnswer>(server.Receive(new ConnectRequest(1), From, Now).Answer).ConnectionId;
}
