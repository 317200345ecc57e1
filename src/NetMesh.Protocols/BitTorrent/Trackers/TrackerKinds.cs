using System.Buffers;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.Trackers.Udp;
using NetMesh.Protocols.Wire;

namespace NetMesh.Protocols.BitTorrent.Trackers;

/// <summary>
/// Trackers' messages between two processes of one planet: packets of BEP 15 as they are, and what a gateway asks a tracker on a client's behalf, which
/// no single protocol carries whole.
/// </summary>
internal static class TrackerKinds
{
    private const int EntryLength = Sha1Hash.Length + 12;

    public static WireKind[] All { get; } =
    [
        WireKind.Of<UdpTrackerPacket>(16, WriteRequest, ReadRequest, static packet => packet is ConnectRequest or UdpAnnounce or UdpScrape),
        WireKind.Of<UdpTrackerPacket>(17, WriteDatagram, static bytes => WireKind.Whole(UdpTrackerReader.ReadAnswer(bytes), bytes.Length)),
        WireKind.Of<AnnounceRequest>(18, WriteAnnounce, ReadAnnounce),
        WireKind.Of<AnnounceAnswer>(19, WriteAnnounceAnswer, ReadAnnounceAnswer),
        WireKind.Of<ScrapeRequest>(20, WriteScrape, ReadScrape),
        WireKind.Of<ScrapeAnswer>(21, WriteScrapeAnswer, ReadScrapeAnswer),
    ];

    // An announce does not say who sends it: the datagram's source does. So that stands in front.
    private static void WriteRequest(UdpTrackerPacket packet, IBufferWriter<byte> output)
    {
        output.Address(packet is UdpAnnounce { Announce.Peer.Address: var address } ? address : default);
        WriteDatagram(packet, output);
    }

    private static ReadResult<WireMessage> ReadRequest(ReadOnlySpan<byte> bytes)
    {
        var fields = new WireFields(bytes);
        var from = fields.Address();
        var packet = fields.Remainder();
        return WireKind.Whole(UdpTrackerReader.ReadRequest(packet, new Endpoint(from, 0)), packet.Length);
    }

    private static void WriteDatagram(UdpTrackerPacket packet, IBufferWriter<byte> output) =>
        output.Advance(UdpTrackerWriter.Write(packet, output.GetSpan(packet.WireLength)));

    private static void WriteAnnounce(AnnounceRequest announce, IBufferWriter<byte> output)
    {
        output.Hash(announce.InfoHash);
        output.Hash(announce.PeerId);
        output.Endpoint(announce.Peer);
        output.Int64(announce.Uploaded);
        output.Int64(announce.Downloaded);
        output.Int64(announce.Left);
        output.Byte((byte)announce.Happened);
        output.Int32(announce.Wanted);
    }

    private static ReadResult<WireMessage> ReadAnnounce(ReadOnlySpan<byte> bytes)
    {
        var fields = new WireFields(bytes);
        var announce = new AnnounceRequest(
            infoHash: fields.Hash(),
            peerId: fields.Hash(),
            peer: fields.Endpoint(),
            uploaded: fields.Int64(),
            downloaded: fields.Int64(),
            left: fields.Int64(),
            happened: (AnnounceEvent)fields.Byte(),
            wanted: fields.Int32());
        return announce.Happened is < AnnounceEvent.None or > AnnounceEvent.Stopped
            ? WireKind.Invalid<WireMessage>($"event {(int)announce.Happened}", "0 to 3")
            : fields.Whole<WireMessage>(announce, bytes.Length);
    }

    private static void WriteAnnounceAnswer(AnnounceAnswer answer, IBufferWriter<byte> output)
    {
        output.Int64(answer.Interval.Ticks);
        output.Int32(answer.Seeders);
        output.Int32(answer.Leechers);
        output.Byte(answer.Failure is null ? (byte)0 : (byte)1);
        output.Text(answer.Failure ?? "");
        foreach (var peer in answer.Peers)
        {
            output.Endpoint(peer);
        }
    }

    private static ReadResult<WireMessage> ReadAnnounceAnswer(ReadOnlySpan<byte> bytes)
    {
        var fields = new WireFields(bytes);
        var (interval, seeders, leechers) = (new TimeSpan(fields.Int64()), fields.Int32(), fields.Int32());
        var hasFailed = fields.Byte() != 0;
        var failure = fields.Text();
        var peers = new Endpoint[fields.Left / CompactPeers.Length];
        for (var i = 0; i < peers.Length; i++)
        {
            peers[i] = fields.Endpoint();
        }

        return fields.Whole<WireMessage>(new AnnounceAnswer(interval, seeders, leechers, peers) { Failure = hasFailed ? failure : null }, bytes.Length);
    }

    private static void WriteScrape(ScrapeRequest scrape, IBufferWriter<byte> output)
    {
        foreach (var infoHash in scrape.InfoHashes)
        {
            output.Hash(infoHash);
        }
    }

    private static ReadResult<WireMessage> ReadScrape(ReadOnlySpan<byte> bytes)
    {
        var fields = new WireFields(bytes);
        var hashes = new Sha1Hash[bytes.Length / Sha1Hash.Length];
        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i] = fields.Hash();
        }

        return fields.Whole<WireMessage>(new ScrapeRequest(hashes), bytes.Length);
    }

    // With the hashes, which BEP 15 leaves out: the answer's order alone would not say which torrents are unknown.
    private static void WriteScrapeAnswer(ScrapeAnswer answer, IBufferWriter<byte> output)
    {
        foreach (var entry in answer.Entries)
        {
            output.Hash(entry.InfoHash);
            output.Int32(entry.Seeders);
            output.Int32(entry.Completed);
            output.Int32(entry.Leechers);
        }
    }

    private static ReadResult<WireMessage> ReadScrapeAnswer(ReadOnlySpan<byte> bytes)
    {
        var fields = new WireFields(bytes);
        var entries = new ScrapeEntry[bytes.Length / EntryLength];
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = new ScrapeEntry(fields.Hash(), fields.Int32(), fields.Int32(), fields.Int32());
        }

        return fields.Whole<WireMessage>(new ScrapeAnswer(entries), bytes.Length);
    }
}
