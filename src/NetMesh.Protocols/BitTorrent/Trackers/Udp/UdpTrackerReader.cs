using System.Buffers.Binary;
using System.Text;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Protocols.BitTorrent.Trackers.Udp;

/// <summary>
/// Makes packets of datagrams (BEP 15). A datagram is whole by nature, so the answer is never <see cref="ReadStatus.NeedMore"/>. Requests and
/// answers share their action numbers and not their layout; hence two methods.
/// </summary>
public static class UdpTrackerReader
{
    /// <summary>BEP 15 puts at most about 74 info-hashes into a scrape; nobody needs more in one.</summary>
    public const int MaxScrape = 74;

    private const int MaxFailureLength = 1024;

    /// <summary>
    /// Reads what a client sends. Options behind an announce (BEP 41) are passed over. The announced peer is the datagram's source address with the
    /// announced port; the packet's own address field is not looked at, or anybody could enlist a victim.
    /// </summary>
    /// <param name="packet">The datagram.</param>
    /// <param name="from">Where it came from.</param>
    public static ReadResult<UdpTrackerPacket> ReadRequest(ReadOnlySpan<byte> packet, Endpoint from)
    {
        if (packet.Length < 16)
        {
            return Short(packet, 16);
        }

        var connectionId = BinaryPrimitives.ReadInt64BigEndian(packet);
        var action = BinaryPrimitives.ReadInt32BigEndian(packet[8..]);
        var transactionId = BinaryPrimitives.ReadInt32BigEndian(packet[12..]);
        switch (action)
        {
            case 0:
                return connectionId == ConnectRequest.ProtocolId
                    ? Complete(new ConnectRequest(transactionId), packet)
                    : Invalid("a connect without the protocol's number", "0x41727101980 (BEP 15)", 0);
            case 1:
                return packet.Length < 98 ? Short(packet, 98) : ReadAnnounce(packet, connectionId, transactionId, from);
            case 2:
                var count = (packet.Length - 16) / Sha1Hash.Length;
                if (count is 0 or > MaxScrape || (packet.Length - 16) % Sha1Hash.Length != 0)
                {
                    return Invalid($"a scrape of {packet.Length} bytes", $"16 and 20 for each of 1 to {MaxScrape} torrents (BEP 15)", 16);
                }

                var hashes = new Sha1Hash[count];
                for (var i = 0; i < count; i++)
                {
                    hashes[i] = new Sha1Hash(packet.Slice(16 + (Sha1Hash.Length * i), Sha1Hash.Length));
                }

                return Complete(new UdpScrape(connectionId, transactionId, new ScrapeRequest(hashes)), packet);
            default:
                return Invalid($"action {action}", "0 connect, 1 announce, 2 scrape (BEP 15)", 8);
        }
    }

    /// <summary>
    /// Reads what a tracker sends. Entries of a scrape's answer carry no info-hash on the wire and have none here; they stand in the order in which
    /// the request asked.
    /// </summary>
    public static ReadResult<UdpTrackerPacket> ReadAnswer(ReadOnlySpan<byte> packet)
    {
        if (packet.Length < 8)
        {
            return Short(packet, 8);
        }

        var action = BinaryPrimitives.ReadInt32BigEndian(packet);
        var transactionId = BinaryPrimitives.ReadInt32BigEndian(packet[4..]);
        switch (action)
        {
            case 0:
                return packet.Length < 16
                    ? Short(packet, 16)
                    : Complete(new ConnectAnswer(transactionId, BinaryPrimitives.ReadInt64BigEndian(packet[8..])), packet);
            case 1:
                return packet.Length < 20 ? Short(packet, 20) : ReadAnnounceAnswer(packet, transactionId);
            case 2:
                return ReadScrapeAnswer(packet, transactionId);
            case 3:
                var text = packet[8..Math.Min(packet.Length, 8 + MaxFailureLength)];
                return Complete(new UdpTrackerFailure(transactionId, Encoding.UTF8.GetString(text.TrimEnd((byte)0))), packet);
            default:
                return Invalid($"action {action}", "0 connect, 1 announce, 2 scrape, 3 error (BEP 15)", 0);
        }
    }

    private static ReadResult<UdpTrackerPacket> ReadAnnounce(ReadOnlySpan<byte> packet, long connectionId, int transactionId, Endpoint from)
    {
        var happened = BinaryPrimitives.ReadInt32BigEndian(packet[80..]);
        if (happened is < 0 or > 3)
        {
            return Invalid($"event {happened}", "0 to 3 (BEP 15)", 80);
        }

        var announce = new AnnounceRequest(
            infoHash: new Sha1Hash(packet.Slice(16, 20)),
            peerId: new Sha1Hash(packet.Slice(36, 20)),
            peer: new Endpoint(from.Address, BinaryPrimitives.ReadUInt16BigEndian(packet[96..])),
            uploaded: BinaryPrimitives.ReadInt64BigEndian(packet[72..]),
            downloaded: BinaryPrimitives.ReadInt64BigEndian(packet[56..]),
            left: BinaryPrimitives.ReadInt64BigEndian(packet[64..]),
            happened: (AnnounceEvent)happened,
            wanted: Math.Max(-1, BinaryPrimitives.ReadInt32BigEndian(packet[92..])));
        return Complete(new UdpAnnounce(connectionId, transactionId, announce), packet);
    }

    private static ReadResult<UdpTrackerPacket> ReadAnnounceAnswer(ReadOnlySpan<byte> packet, int transactionId)
    {
        var interval = BinaryPrimitives.ReadInt32BigEndian(packet[8..]);
        var leechers = BinaryPrimitives.ReadInt32BigEndian(packet[12..]);
        var seeders = BinaryPrimitives.ReadInt32BigEndian(packet[16..]);
        if (interval < 0 || leechers < 0 || seeders < 0)
        {
            return Invalid("a negative interval or count", "zero or more", 8);
        }

        if ((packet.Length - 20) % CompactPeers.Length != 0)
        {
            return Invalid("half a peer at the end", "six bytes a peer (BEP 15)", packet.Length);
        }

        var peers = CompactPeers.Read(packet[20..]);
        return Complete(new UdpAnnounceAnswer(transactionId, new AnnounceAnswer(TimeSpan.FromSeconds(interval), seeders, leechers, peers)), packet);
    }

    private static ReadResult<UdpTrackerPacket> ReadScrapeAnswer(ReadOnlySpan<byte> packet, int transactionId)
    {
        if ((packet.Length - 8) % 12 != 0)
        {
            return Invalid("half an entry at the end", "twelve bytes a torrent (BEP 15)", packet.Length);
        }

        var entries = new ScrapeEntry[(packet.Length - 8) / 12];
        for (var i = 0; i < entries.Length; i++)
        {
            var at = packet[(8 + (12 * i))..];
            entries[i] = new ScrapeEntry(
                default,
                Seeders: BinaryPrimitives.ReadInt32BigEndian(at),
                Completed: BinaryPrimitives.ReadInt32BigEndian(at[4..]),
                Leechers: BinaryPrimitives.ReadInt32BigEndian(at[8..]));
        }

        return Complete(new UdpScrapeAnswer(transactionId, new ScrapeAnswer(entries)), packet);
    }

    private static ReadResult<UdpTrackerPacket> Complete(UdpTrackerPacket packet, ReadOnlySpan<byte> bytes) =>
        ReadResult<UdpTrackerPacket>.Complete(packet, bytes.Length);

    private static ReadResult<UdpTrackerPacket> Short(ReadOnlySpan<byte> packet, int expected) =>
        Invalid($"a datagram of {packet.Length} bytes", $"at least {expected} (BEP 15)", packet.Length);

    private static ReadResult<UdpTrackerPacket> Invalid(string what, string expected, long at) =>
        ReadResult<UdpTrackerPacket>.Invalid(new ProtocolError("udp-tracker", what, expected, at));
}
