using NetMesh.Protocols.Wire;

namespace NetMesh.Protocols.BitTorrent.Trackers.Udp;

/// <summary>A packet of the UDP tracker protocol (BEP 15).</summary>
/// <param name="transactionId">Chosen by the client, repeated in the answer.</param>
public abstract class UdpTrackerPacket(int transactionId) : WireMessage
{
    public int TransactionId { get; } = transactionId;

    /// <summary>0 connect, 1 announce, 2 scrape, 3 error.</summary>
    public abstract int Action { get; }

    public override ulong TraceIdentity => TraceMix.Mix((ulong)Action, (uint)TransactionId);
}

/// <summary>"May I speak?" 16 bytes.</summary>
public sealed class ConnectRequest(int transactionId) : UdpTrackerPacket(transactionId)
{
    /// <summary>The number that stands where later packets have their connection id.</summary>
    public const long ProtocolId = 0x41727101980;

    public override int Action => 0;

    public override int WireLength => 16;
}

/// <summary>"Yes, with this id, for two minutes."</summary>
public sealed class ConnectAnswer(int transactionId, long connectionId) : UdpTrackerPacket(transactionId)
{
    public long ConnectionId { get; } = connectionId;

    public override int Action => 0;

    public override int WireLength => 16;
}

public sealed class UdpAnnounce(long connectionId, int transactionId, AnnounceRequest announce) : UdpTrackerPacket(transactionId)
{
    public long ConnectionId { get; } = connectionId;

    public AnnounceRequest Announce { get; } = announce;

    public override int Action => 1;

    public override int WireLength => 98;

    public override ulong TraceIdentity => TraceMix.Mix(base.TraceIdentity, Announce.TraceIdentity);
}

public sealed class UdpAnnounceAnswer(int transactionId, AnnounceAnswer answer) : UdpTrackerPacket(transactionId)
{
    public AnnounceAnswer Answer { get; } = answer;

    public override int Action => 1;

    public override int WireLength => Answer.WireLength;

    public override ulong TraceIdentity => TraceMix.Mix(base.TraceIdentity, Answer.TraceIdentity);
}

public sealed class UdpScrape(long connectionId, int transactionId, ScrapeRequest scrape) : UdpTrackerPacket(transactionId)
{
    public long ConnectionId { get; } = connectionId;

    public ScrapeRequest Scrape { get; } = scrape;

    public override int Action => 2;

    public override int WireLength => Scrape.WireLength;

    public override ulong TraceIdentity => TraceMix.Mix(base.TraceIdentity, Scrape.TraceIdentity);
}

/// <summary>Entries stand in the order of the request's info-hashes; an unknown torrent has zeros.</summary>
public sealed class UdpScrapeAnswer(int transactionId, ScrapeAnswer answer) : UdpTrackerPacket(transactionId)
{
    public ScrapeAnswer Answer { get; } = answer;

    public override int Action => 2;

    public override int WireLength => Answer.WireLength;

    public override ulong TraceIdentity => TraceMix.Mix(base.TraceIdentity, Answer.TraceIdentity);
}

/// <summary>Why a request was refused.</summary>
public sealed class UdpTrackerFailure(int transactionId, string message) : UdpTrackerPacket(transactionId)
{
    public string Message { get; } = message;

    public override int Action => 3;

    public override int WireLength => 8 + System.Text.Encoding.UTF8.GetByteCount(Message);
}
