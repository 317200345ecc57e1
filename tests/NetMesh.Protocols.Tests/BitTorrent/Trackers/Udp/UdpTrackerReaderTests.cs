using FsCheck;
using FsCheck.Fluent;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.Torrents;
using NetMesh.Protocols.BitTorrent.Trackers;
using NetMesh.Protocols.BitTorrent.Trackers.Udp;
using NetMesh.Protocols.Tests.Captures;
using NetMesh.Protocols.Tests.Fuzzing;
using Endpoint = NetMesh.Protocols.Addressing.Endpoint;
using IPv4Address = NetMesh.Protocols.Addressing.IPv4Address;

namespace NetMesh.Protocols.Tests.BitTorrent.Trackers.Udp;

public sealed class UdpTrackerReaderTests
{
    private static readonly Endpoint From = new(new IPv4Address(127, 17, 0, 5), 50_000);

    [Theory]
    [InlineData("aria2.udp", "A2-1-36-0-")]
    [InlineData("libtorrent.udp", "-LT2080-")]
    public void The_announces_of_real_clients_are_understood(string capture, string peerIdPrefix)
    {
        var torrent = MetainfoReader.Read(Capture.Bytes("small-pieces.torrent")).Value!;
        var requests = Capture.Datagrams(capture).Where(datagram => datagram.ToTracker)
            .Select(datagram => UdpTrackerReader.ReadRequest(datagram.Bytes, From).Value!).ToArray();
        Assert.IsType<ConnectRequest>(requests[0]);
        var announces = requests.OfType<UdpAnnounce>().ToArray();
        Assert.Equal(AnnounceEvent.Started, announces[0].Announce.Happened);
        Assert.Equal(5000, announces[0].Announce.Left);
        Assert.Equal(AnnounceEvent.Stopped, announces[^1].Announce.Happened);
        Assert.All(announces, each =>
        {
            Assert.Equal(torrent.InfoHash, each.Announce.InfoHash);
            Assert.StartsWith(peerIdPrefix, System.Text.Encoding.Latin1.GetString(each.Announce.PeerId.ToArray()), StringComparison.Ordinal);
            Assert.Equal(From.Address, each.Announce.Peer.Address);
            Assert.NotEqual(0, each.Announce.Peer.Port);
        });
    }

    [Fact]
    public void Libtorrent_s_scrape_is_understood() =>
        Assert.Single(Assert.Single(Capture.Datagrams("libtorrent.udp").Where(datagram => datagram.ToTracker)
            .Select(datagram => UdpTrackerReader.ReadRequest(datagram.Bytes, From).Value).OfType<UdpScrape>()).Scrape.InfoHashes.ToArray());

    [Fact]
    public void Captured_answers_are_written_back_byte_for_byte()
    {
        foreach (var (_, bytes) in Capture.NamesOf("udp").SelectMany(Capture.Datagrams).Where(datagram => !datagram.ToTracker))
        {
            var packet = UdpTrackerReader.ReadAnswer(bytes).Value!;
            var output = new byte[packet.WireLength];
            UdpTrackerWriter.Write(packet, output);
            Assert.Equal(bytes, output);
        }
    }

    [Fact]
    public void Requests_are_read_back_as_written() => Prop.ForAll<long, long, ushort>((connection, number, port) =>
    {
        var transaction = (int)(connection ^ port);
        var peer = new Endpoint(From.Address, port);
        var announce = Announces.Of(peer, number, number / 2, number / 3, (AnnounceEvent)(transaction & 3), transaction & 0xff);
        var read = (UdpAnnounce)Sent(new UdpAnnounce(connection, transaction, announce));
        Assert.Equal((connection, transaction, Announces.Text(announce)), (read.ConnectionId, read.TransactionId, Announces.Text(read.Announce)));
        var scrape = (UdpScrape)Sent(new UdpScrape(connection, transaction, new ScrapeRequest([announce.InfoHash, announce.PeerId])));
        Assert.Equal([announce.InfoHash, announce.PeerId], scrape.Scrape.InfoHashes.ToArray());
        Assert.Equal(transaction, Sent(new ConnectRequest(transaction)).TransactionId);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Answers_are_read_back_as_written() => Prop.ForAll<long, ushort, NonNull<string>>((connection, number, text) =>
    {
        var transaction = (int)connection;
        var count = transaction & 0xffff;
        var answer = new AnnounceAnswer(TimeSpan.FromSeconds(number), number, count, [From, new Endpoint(From.Address, Math.Max((ushort)1, number))]);
        Assert.Equal(connection, ((ConnectAnswer)Answered(new ConnectAnswer(transaction, connection))).ConnectionId);
        Assert.Equal(Announces.Text(answer), Announces.Text(((UdpAnnounceAnswer)Answered(new UdpAnnounceAnswer(transaction, answer))).Answer));
        var scrape = new ScrapeAnswer([new ScrapeEntry(default, number, count, 3), default]);
        Assert.Equal(Announces.Text(scrape), Announces.Text(((UdpScrapeAnswer)Answered(new UdpScrapeAnswer(transaction, scrape))).Answer));
        var why = new string([.. text.Get.Where(char.IsAsciiLetterOrDigit)]);
        Assert.Equal(why, ((UdpTrackerFailure)Answered(new UdpTrackerFailure(transaction, why))).Message);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("0000041727101980000000009535b4")]
    [InlineData("00000417271019810000000000000001")]
    [InlineData("00000000000000000000000100000001")]
    [InlineData("00000000000000000000000200000001")]
    [InlineData("0000000000000000000000020000000111111111111111111111111111111111111111")]
    [InlineData("00000000000000000000000700000001")]
    public void What_is_no_request_is_refused(string packet) => Assert.True(UdpTrackerReader.ReadRequest(Convert.FromHexString(packet), From).IsInvalid);

    [Fact]
    public void More_torrents_than_fit_a_datagram_are_no_scrape()
    {
        var most = new UdpScrape(1, 2, new ScrapeRequest(new Sha1Hash[UdpTrackerReader.MaxScrape]));
        Assert.Equal(UdpTrackerReader.MaxScrape, ((UdpScrape)Sent(most)).Scrape.InfoHashes.Length);
        Assert.True(UdpTrackerReader.ReadRequest([.. Bytes(most), .. new byte[20]], From).IsInvalid);
    }

    [Fact]
    public void Damaged_packets_throw_nothing()
    {
        var all = Capture.NamesOf("udp").SelectMany(Capture.Datagrams).Select(datagram => datagram.Bytes).ToArray();
        new ReaderFuzz<UdpTrackerPacket>(() => bytes => UdpTrackerReader.ReadRequest(bytes, From), packet => packet.GetType().Name).Mutated(all, 5000, seed: 61, isStream: false);
        new ReaderFuzz<UdpTrackerPacket>(() => UdpTrackerReader.ReadAnswer, packet => packet.GetType().Name).Mutated(all, 5000, seed: 62, isStream: false);
    }

    private static byte[] Bytes(UdpTrackerPacket packet)
    {
        var bytes = new byte[packet.WireLength];
        Assert.Equal(bytes.Length, UdpTrackerWriter.Write(packet, bytes));
        return bytes;
    }

    private static UdpTrackerPacket Sent(UdpTrackerPacket packet) => UdpTrackerReader.ReadRequest(Bytes(packet), From).Value!;

    private static UdpTrackerPacket Answered(UdpTrackerPacket packet) => UdpTrackerReader.ReadAnswer(Bytes(packet)).Value!;
}
