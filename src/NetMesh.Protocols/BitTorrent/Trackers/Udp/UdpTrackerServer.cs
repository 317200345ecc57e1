using System.Buffers.Binary;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Protocols.BitTorrent.Trackers.Udp;

/// <summary>What a tracker makes of a packet. Exactly one of the three is there.</summary>
/// <param name="Answer">Send this back at once.</param>
/// <param name="Request">A <see cref="UdpAnnounce"/> or <see cref="UdpScrape"/> that passed every check: look it up, and send back what
/// <see cref="UdpTrackerServer.AnswerTo(UdpAnnounce, AnnounceAnswer)"/> makes of the result.</param>
/// <param name="Dropped">Nothing is sent: the packet is garbage.</param>
public readonly record struct UdpTrackerTurn(UdpTrackerPacket? Answer, UdpTrackerPacket? Request, ProtocolError? Dropped);

/// <summary>
/// The tracker's side of BEP 15, without state:
/// 1. a connect gets an id that only its source address can use;
/// 2. an announce or scrape with a valid id goes on to whoever keeps the swarms;
/// 3. one with a stale id, or nonsense in its fields, gets an error packet, never longer than the request, so that forged source addresses gain nothing;
/// 4. what cannot be read, and does not prove its address by an id, gets nothing.
/// </summary>
/// <param name="mint">Makes and checks connection ids.</param>
/// <param name="maxWanted">Peers that an answer may carry at most; 200 keep the datagram (1,220 bytes) below every usual MTU.</param>
public sealed class UdpTrackerServer(ConnectionIdMint mint, int maxWanted = 200)
{
    /// <summary>What a client is told whose connection id is not its own, or too old.</summary>
    public const string ForeignId = "connection id expired";

    /// <summary>Takes a datagram as bytes.</summary>
    public UdpTrackerTurn Receive(ReadOnlySpan<byte> packet, Endpoint from, DateTimeOffset now)
    {
        var read = UdpTrackerReader.ReadRequest(packet, from);
        if (read.IsComplete)
        {
            return Receive(read.Value, from, now);
        }

        if (packet.Length >= 16 && mint.Accepts(BinaryPrimitives.ReadInt64BigEndian(packet), from.Address, now))
        {
            return Fail(BinaryPrimitives.ReadInt32BigEndian(packet[12..]), "malformed");
        }

        return new UdpTrackerTurn(null, null, read.Error);
    }

    /// <summary>Takes a datagram that never was bytes.</summary>
    public UdpTrackerTurn Receive(UdpTrackerPacket packet, Endpoint from, DateTimeOffset now)
    {
        switch (packet)
        {
            case ConnectRequest:
                return new UdpTrackerTurn(new ConnectAnswer(packet.TransactionId, mint.IdFor(from.Address, now)), null, null);
            case UdpAnnounce announce:
                return mint.Accepts(announce.ConnectionId, from.Address, now) ? Check(announce, from) : Fail(packet.TransactionId, ForeignId);
            case UdpScrape scrape:
                return mint.Accepts(scrape.ConnectionId, from.Address, now)
                    ? new UdpTrackerTurn(null, packet, null)
                    : Fail(packet.TransactionId, ForeignId);
            default:
                return new UdpTrackerTurn(null, null, new ProtocolError("udp-tracker", "an answer sent to a tracker", "a request (BEP 15)"));
        }
    }

    /// <summary>The packet that answers an announce: the peers, or the refusal.</summary>
    public static UdpTrackerPacket AnswerTo(UdpAnnounce request, AnnounceAnswer answer) =>
        answer.Failure is { } why ? new UdpTrackerFailure(request.TransactionId, why) : new UdpAnnounceAnswer(request.TransactionId, answer);

    /// <summary>The packet that answers a scrape: an entry for every torrent asked for, zeros for those the tracker does not know.</summary>
    public static UdpTrackerPacket AnswerTo(UdpScrape request, ScrapeAnswer answer)
    {
        var asked = request.Scrape.InfoHashes;
        var entries = new ScrapeEntry[asked.Length];
        for (var i = 0; i < asked.Length; i++)
        {
            entries[i] = new ScrapeEntry(asked[i], 0, 0, 0);
            foreach (var known in answer.Entries)
            {
                if (known.InfoHash == asked[i])
                {
                    entries[i] = known;
                    break;
                }
            }
        }

        return new UdpScrapeAnswer(request.TransactionId, new ScrapeAnswer(entries));
    }

    private UdpTrackerTurn Check(UdpAnnounce packet, Endpoint from)
    {
        var announce = packet.Announce;
        if (announce.Peer.Port == 0)
        {
            return Fail(packet.TransactionId, "port 0");
        }

        if (announce.Uploaded < 0 || announce.Downloaded < 0 || announce.Left < 0)
        {
            return Fail(packet.TransactionId, "negative byte count");
        }

        // Between hosts without bytes the announce may claim any address; what counts is where the datagram came from.
        var peer = new Endpoint(from.Address, announce.Peer.Port);
        var wanted = Math.Clamp(announce.Wanted, -1, maxWanted);
        if (peer != announce.Peer || wanted != announce.Wanted)
        {
            announce = new AnnounceRequest(
                announce.InfoHash, announce.PeerId, peer, announce.Uploaded, announce.Downloaded, announce.Left, announce.Happened, wanted);
            packet = new UdpAnnounce(packet.ConnectionId, packet.TransactionId, announce);
        }

        return new UdpTrackerTurn(null, packet, null);
    }

    private static UdpTrackerTurn Fail(int transactionId, string message) => new(new UdpTrackerFailure(transactionId, message), null, null);
}
