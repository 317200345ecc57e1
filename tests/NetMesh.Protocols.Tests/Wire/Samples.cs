using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.PeerWire;
using NetMesh.Protocols.BitTorrent.Torrents;
using NetMesh.Protocols.BitTorrent.Trackers;
using NetMesh.Protocols.BitTorrent.Trackers.Udp;
using NetMesh.Protocols.Tests.Dns.Messages;
using NetMesh.Protocols.Wire;
using Request = NetMesh.Protocols.BitTorrent.PeerWire.Request;

namespace NetMesh.Protocols.Tests.Wire;

/// <summary>At least one message of every type, with no field at its default where the type allows it.</summary>
internal static class Samples
{
    private static readonly Sha1Hash Hash = Sha1Hash.Of("one"u8);
    private static readonly Sha1Hash Other = Sha1Hash.Of("other"u8);
    private static readonly Endpoint Near = new(new IPv4Address(127, 17, 0, 5), 6881);
    private static readonly Endpoint Far = new(new IPv4Address(127, 26, 1, 2), 51413);
    private static readonly AnnounceRequest Announce = new(Hash, Other, Near, 1L << 40, 2L << 40, 3L << 40, AnnounceEvent.Completed, wanted: 30);
    private static readonly AnnounceAnswer Answer = new(TimeSpan.FromMinutes(15), 7, 9, [Near, Far]);

    private static readonly TrunkEnd Trunk = new(new SiteId(1L << 62), new ConnectionEnd((1L << 41) + 1));

    public static WireMessage[] Messages { get; } =
    [
        new Dialled(Near, Far),
        new Handshake(ReservedBits.ExtensionProtocol, Hash, Other),
        KeepAlive.Instance,
        Choke.Instance,
        Unchoke.Instance,
        Interested.Instance,
        NotInterested.Instance,
        new Have(17),
        new Bitfield([0xf0, 0x80]),
        new Request(1, 2, 3),
        new Cancel(4, 5, 6),
        new PieceBlock(7, 8, Block.Of([1, 2, 3])),
        new PieceBlock(7, 8, Block.Simulated(16384, ulong.MaxValue - 1)),
        new DhtPort(6882),
        new Extended(3, [9, 8, 7]),
        new UnknownMessage(13, [6, 5]),
        new PeerWireBatch([new Handshake(1, Other, Hash), new Bitfield([0xff]), new PieceBlock(1, 2, Block.Simulated(5, 6)), Unchoke.Instance]),
        new PeerWireBatch([]),
        new ConnectRequest(11),
        new ConnectAnswer(12, 1L << 50),
        new UdpAnnounce(1L << 51, 13, Announce),
        new UdpAnnounceAnswer(14, Answer),
        new UdpScrape(1L << 52, 15, new ScrapeRequest([Hash, Other])),

        // On the wire the entries' order stands for their hashes.
        new UdpScrapeAnswer(16, new ScrapeAnswer([new ScrapeEntry(default, 1, 2, 3)])),
        new UdpTrackerFailure(17, "too näïve"),
        Announce,
        Answer,
        new AnnounceAnswer(TimeSpan.FromSeconds(1.5), 0, 0, []) { Failure = "unregistered torrent" },
        new ScrapeRequest([Hash]),
        new ScrapeRequest([]),
        new ScrapeAnswer([new ScrapeEntry(Hash, 1, 2, 3), new ScrapeEntry(Other, 4, 5, 6)]),
        MetainfoWriter.Write("two files", new TorrentShape(5, 16384), [new TorrentFile(["a", "b"], 2), new TorrentFile(["c"], 3)], [Hash], [["udp://a:1"], ["http://b/announce", "udp://c:2"]]),
        .. DnsMessageSamples.All,
        DnsMessageSamples.Framed,
        new TrunkBatch(Trunk.Site, [
            new TrunkItem(new ConnectionEnd(9), 10, new TrunkFrame(TrunkKind.Data, Trunk, new Have(11))),
            new TrunkItem(new ConnectionEnd(12), 13, new TrunkFrame(TrunkKind.Taken, Trunk, Bytes: 15)),
        ]),
        new TrunkBatch(Trunk.Site, []),
        Metainfo.Simulated("no bytes", new TorrentShape(100_000, 32_768, 4096), 42, "udp://127.16.0.9:6969"),
    ];

    public static object[] Values { get; } =
    [
        new Frame(FrameKind.Closed),
        new Frame(FrameKind.Opened, new Dialled(Far, Near)),
        new Frame(FrameKind.Data, new PeerWireBatch([new Have(1), new PieceBlock(2, 3, Block.Of([4, 5]))])),
        new ConnectionEnd(1L << 40),
        Near,
        Far.Address,
        Hash,
        new SiteId(long.MinValue + 5),
        Trunk,
        new TrunkFrame(TrunkKind.Accepted, Trunk),
        new TrunkFrame(TrunkKind.Data, Trunk, new PeerWireBatch([new Have(1), new PieceBlock(2, 3, Block.Of([4, 5]))])),
        new TrunkFrame(TrunkKind.Taken, Trunk, Bytes: 1L << 33),
    ];
}
