using System.Buffers.Binary;
using System.Text;

namespace NetMesh.Protocols.BitTorrent.Trackers.Udp;

/// <summary>Makes datagrams of packets (BEP 15), always exactly as long as the packet's <c>WireLength</c> says.</summary>
public static class UdpTrackerWriter
{
    /// <summary>Writes a packet at the start of <paramref name="output"/> and returns its length in bytes.</summary>
    /// <exception cref="ArgumentException"><paramref name="output"/> has less room than the packet's <c>WireLength</c>.</exception>
    public static int Write(UdpTrackerPacket packet, Span<byte> output)
    {
        var length = packet.WireLength;
        if (output.Length < length)
        {
            throw new ArgumentException($"{length} bytes do not fit into {output.Length}", nameof(output));
        }

        output = output[..length];
        switch (packet)
        {
            case ConnectRequest:
                RequestHead(output, ConnectRequest.ProtocolId, packet);
                break;
            case UdpAnnounce announce:
                RequestHead(output, announce.ConnectionId, packet);
                Announce(output, announce.Announce);
                break;
            case UdpScrape scrape:
                RequestHead(output, scrape.ConnectionId, packet);
                var hashAt = output[16..];
                foreach (var infoHash in scrape.Scrape.InfoHashes)
                {
                    infoHash.CopyTo(hashAt);
                    hashAt = hashAt[20..];
                }

                break;
            case ConnectAnswer connected:
                AnswerHead(output, packet);
                BinaryPrimitives.WriteInt64BigEndian(output[8..], connected.ConnectionId);
                break;
            case UdpAnnounceAnswer answer:
                AnswerHead(output, packet);
                BinaryPrimitives.WriteInt32BigEndian(output[8..], (int)answer.Answer.Interval.TotalSeconds);
                BinaryPrimitives.WriteInt32BigEndian(output[12..], answer.Answer.Leechers);
                BinaryPrimitives.WriteInt32BigEndian(output[16..], answer.Answer.Seeders);
                CompactPeers.Write(answer.Answer.Peers, output[20..]);
                break;
            case UdpScrapeAnswer answer:
                AnswerHead(output, packet);
                var entryAt = output[8..];
                foreach (var entry in answer.Answer.Entries)
                {
                    BinaryPrimitives.WriteInt32BigEndian(entryAt, entry.Seeders);
                    BinaryPrimitives.WriteInt32BigEndian(entryAt[4..], entry.Completed);
                    BinaryPrimitives.WriteInt32BigEndian(entryAt[8..], entry.Leechers);
                    entryAt = entryAt[12..];
                }

                break;
            case UdpTrackerFailure failure:
                AnswerHead(output, packet);
                Encoding.UTF8.GetBytes(failure.Message, output[8..]);
                break;
        }

        return length;
    }

    private static void RequestHead(Span<byte> output, long connectionId, UdpTrackerPacket packet)
    {
        BinaryPrimitives.WriteInt64BigEndian(output, connectionId);
        BinaryPrimitives.WriteInt32BigEndian(output[8..], packet.Action);
        BinaryPrimitives.WriteInt32BigEndian(output[12..], packet.TransactionId);
    }

    private static void AnswerHead(Span<byte> output, UdpTrackerPacket packet)
    {
        BinaryPrimitives.WriteInt32BigEndian(output, packet.Action);
        BinaryPrimitives.WriteInt32BigEndian(output[4..], packet.TransactionId);
    }

    private static void Announce(Span<byte> output, AnnounceRequest announce)
    {
        announce.InfoHash.CopyTo(output[16..]);
        announce.PeerId.CopyTo(output[36..]);
        BinaryPrimitives.WriteInt64BigEndian(output[56..], announce.Downloaded);
        BinaryPrimitives.WriteInt64BigEndian(output[64..], announce.Left);
        BinaryPrimitives.WriteInt64BigEndian(output[72..], announce.Uploaded);
        BinaryPrimitives.WriteInt32BigEndian(output[80..], (int)announce.Happened);

        // Address 0 asks the tracker to take the datagram's own source. The key tells a client that changed its address from an impostor; like the
        // peer id it stays the same, so it is made of it.
        BinaryPrimitives.WriteInt32BigEndian(output[84..], 0);
        BinaryPrimitives.WriteInt32BigEndian(output[88..], (int)announce.PeerId.TraceIdentity);
        BinaryPrimitives.WriteInt32BigEndian(output[92..], announce.Wanted);
        BinaryPrimitives.WriteUInt16BigEndian(output[96..], announce.Peer.Port);
    }
}
