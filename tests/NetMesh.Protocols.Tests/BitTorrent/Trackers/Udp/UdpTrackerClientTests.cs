using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.Trackers;
using NetMesh.Protocols.BitTorrent.Trackers.Udp;

namespace NetMesh.Protocols.Tests.BitTorrent.Trackers.Udp;

/// <summary>A client and a server that hand each other packets: no network, no clock but the one the test moves.</summary>
public sealed class UdpTrackerClientTests
{
    private static readonly Endpoint From = new(new IPv4Address(127, 17, 0, 5), 50_000);
    private static readonly AnnounceAnswer Peers = new(TimeSpan.FromMinutes(30), 1, 0, [new Endpoint(new IPv4Address(127, 16, 0, 9), 6881)]);
    private readonly UdpTrackerServer server = new(new ConnectionIdMint(new byte[16]));
    private readonly UdpTrackerClient client = new(new Random(1));
    private DateTimeOffset now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_first_announce_connects_and_the_next_one_within_a_minute_does_not()
    {
        Assert.IsType<ConnectRequest>(client.Announce(Announces.Of(Announces.Client), now) is var connect ? connect : null);
        var turn = Answer(connect);
        Assert.Equal(UdpTrackerEventKind.Send, turn.Kind);
        turn = Answer(turn.Send!);
        Assert.Equal(UdpTrackerEventKind.Announced, turn.Kind);
        Assert.Equal(Announces.Text(Peers), Announces.Text(turn.Announced!));
        Assert.Null(client.NextTimeout);

        now += TimeSpan.FromSeconds(59);
        Assert.IsType<UdpAnnounce>(client.Announce(Announces.Of(Announces.Client), now));
        now += TimeSpan.FromSeconds(1);
        Assert.IsType<ConnectRequest>(client.Announce(Announces.Of(Announces.Client), now));
    }

    [Fact]
    public void Silence_is_met_with_the_same_packet_after_15_30_60_seconds_and_so_on_and_then_given_up()
    {
        var first = client.Announce(Announces.Of(Announces.Client), now);
        var waits = new List<double>();
        UdpTrackerEvent turn;
        do
        {
            Assert.Equal(UdpTrackerEventKind.Nothing, client.OnTimeout(now).Kind);
            waits.Add((client.NextTimeout!.Value - now).TotalSeconds);
            now = client.NextTimeout.Value;
            turn = client.OnTimeout(now);
            Assert.True(turn.Send is null || ReferenceEquals(turn.Send, first));
        }
        while (turn.Kind == UdpTrackerEventKind.Send);
        Assert.Equal(UdpTrackerEventKind.GaveUp, turn.Kind);
        Assert.Equal([15, 30, 60, 120, 240, 480, 960, 1920, 3840], waits);
        Assert.Null(client.NextTimeout);
    }

    [Fact]
    public void An_announce_that_outlives_its_connection_id_connects_again()
    {
        var announce = Answer(client.Announce(Announces.Of(Announces.Client), now)).Send;
        now += TimeSpan.FromSeconds(15);
        Assert.Same(announce, client.OnTimeout(now).Send);
        now += TimeSpan.FromSeconds(30);
        Assert.Same(announce, client.OnTimeout(now).Send);
        now += TimeSpan.FromSeconds(60);
        var connect = client.OnTimeout(now).Send!;
        Assert.IsType<ConnectRequest>(connect);
        Assert.Equal(UdpTrackerEventKind.Announced, Answer(Answer(connect).Send!).Kind);
    }

    [Fact]
    public void Packets_that_answer_nothing_asked_change_nothing()
    {
        Assert.Equal(default, client.Receive(new UdpAnnounceAnswer(1, Peers), now));
        var connect = client.Announce(Announces.Of(Announces.Client), now);
        Assert.Equal(default, client.Receive(new ConnectAnswer(connect.TransactionId + 1, 5), now));
        Assert.Equal(default, client.Receive(new UdpAnnounceAnswer(connect.TransactionId, Peers), now));
        Assert.Equal(UdpTrackerEventKind.Send, Answer(connect).Kind);
        Assert.Equal(default, client.Receive(new ConnectAnswer(connect.TransactionId, 5), now));
    }

    [Fact]
    public void A_refusal_is_told_and_the_next_announce_connects_again()
    {
        var announce = Answer(client.Announce(Announces.Of(Announces.Client), now)).Send!;
        var turn = client.Receive(new UdpTrackerFailure(announce.TransactionId, "no"), now);
        Assert.Equal((UdpTrackerEventKind.Refused, "no"), (turn.Kind, turn.Refusal));
        Assert.IsType<ConnectRequest>(client.Announce(Announces.Of(Announces.Client), now));
    }

    [Fact]
    public void A_new_announce_takes_the_place_of_an_unanswered_one()
    {
        var first = Answer(client.Announce(Announces.Of(Announces.Client), now)).Send!;
        var second = client.Announce(Announces.Of(Announces.Client, happened: AnnounceEvent.Stopped), now);
        Assert.Equal(UdpTrackerEventKind.Nothing, Answer(first).Kind);
        Assert.Equal(AnnounceEvent.Stopped, ((UdpAnnounce)second).Announce.Happened);
        Assert.Equal(UdpTrackerEventKind.Announced, Answer(second).Kind);
    }

    [Fact]
    public void A_scrape_s_numbers_get_their_torrents_back()
    {
        var asked = new ScrapeRequest([Sha1Hash.Of("a"u8), Sha1Hash.Of("b"u8)]);
        var turn = Answer(Answer(client.Scrape(asked, now)).Send!);
        Assert.Equal(UdpTrackerEventKind.Scraped, turn.Kind);
        Assert.Equal(asked.InfoHashes.ToArray(), turn.Scraped!.Entries.ToArray().Select(entry => entry.InfoHash));
    }

    // To the server and back, as bytes both ways.
    private UdpTrackerEvent Answer(UdpTrackerPacket packet)
    {
        var turn = server.Receive(Bytes(packet), From, now);
        var answer = turn.Answer ?? turn.Request switch
        {
            UdpAnnounce announce => UdpTrackerServer.AnswerTo(announce, Peers),
            UdpScrape scrape => UdpTrackerServer.AnswerTo(scrape, new ScrapeAnswer([])),
            _ => throw new InvalidOperationException($"the server dropped {packet}: {turn.Dropped}"),
        };
        return client.Receive(UdpTrackerReader.ReadAnswer(Bytes(answer)).Value!, now);
    }

    private static byte[] Bytes(UdpTrackerPacket packet)
    {
        var bytes = new byte[packet.WireLength];
        UdpTrackerWriter.Write(packet, bytes);
        return bytes;
    }
}
