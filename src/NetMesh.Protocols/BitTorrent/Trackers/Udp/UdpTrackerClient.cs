using System.Diagnostics.CodeAnalysis;

namespace NetMesh.Protocols.BitTorrent.Trackers.Udp;

/// <summary>What a client makes of a packet from its tracker, or of time passing.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Send">The packet to send now, if any.</param>
public readonly record struct UdpTrackerEvent(UdpTrackerEventKind Kind, UdpTrackerPacket? Send = null)
{
    /// <summary>The peers; with <see cref="UdpTrackerEventKind.Announced"/>.</summary>
    public AnnounceAnswer? Announced { get; init; }

    /// <summary>The numbers, with their info-hashes; with <see cref="UdpTrackerEventKind.Scraped"/>.</summary>
    public ScrapeAnswer? Scraped { get; init; }

    /// <summary>The tracker's words; with <see cref="UdpTrackerEventKind.Refused"/>.</summary>
    public string? Refusal { get; init; }
}

/// <summary>The kinds of <see cref="UdpTrackerEvent"/>.</summary>
public enum UdpTrackerEventKind
{
    /// <summary>Nothing that concerns the caller: a stray packet, an early timer.</summary>
    Nothing,

    /// <summary>The exchange goes on: send the packet.</summary>
    Send,

    /// <summary>The announce was answered. The client is idle again.</summary>
    Announced,

    /// <summary>The scrape was answered. The client is idle again.</summary>
    Scraped,

    /// <summary>The tracker sent an error. The client is idle again.</summary>
    Refused,

    /// <summary>No answer after all retransmissions. The client is idle again.</summary>
    GaveUp,
}

/// <summary>
/// The client's side of BEP 15 towards one tracker: connects when it has no fresh connection id, asks, retransmits after 15·2ⁿ seconds. It has one
/// question at a time; a new one replaces an unanswered one (which is what a peer that leaves wants). Owns no timer: its owner calls
/// <see cref="OnTimeout"/> when <see cref="NextTimeout"/> has come.
/// </summary>
/// <param name="random">Transaction ids come from here.</param>
/// <param name="maxRetransmissions">BEP 15 stops at 8, after more than two hours; a peer with other trackers may want to know earlier.</param>
public sealed class UdpTrackerClient(Random random, int maxRetransmissions = 8)
{
    /// <summary>A client may use a connection id until one minute after it has received it.</summary>
    private static readonly TimeSpan ConnectionIdLife = TimeSpan.FromMinutes(1);

    private long connectionId;
    private DateTimeOffset connectedUntil = DateTimeOffset.MinValue;
    private AnnounceRequest? announce;
    private ScrapeRequest? scrape;
    private UdpTrackerPacket? waitingFor;
    private int retransmissions;

    /// <summary>When to call <see cref="OnTimeout"/>; null while nothing is unanswered.</summary>
    public DateTimeOffset? NextTimeout { get; private set; }

    /// <summary>Begins an announce. Returns the packet to send: a connect, or the announce itself while a connection id is fresh.</summary>
    public UdpTrackerPacket Announce(AnnounceRequest request, DateTimeOffset now)
    {
        announce = request;
        scrape = null;
        retransmissions = 0;
        return Ask(now);
    }

    /// <summary>Begins a scrape, likewise.</summary>
    public UdpTrackerPacket Scrape(ScrapeRequest request, DateTimeOffset now)
    {
        announce = null;
        scrape = request;
        retransmissions = 0;
        return Ask(now);
    }

    /// <summary>Takes a packet that came from the tracker. Packets that answer nothing asked are nothing.</summary>
    public UdpTrackerEvent Receive(UdpTrackerPacket packet, DateTimeOffset now)
    {
        if (waitingFor is null || packet.TransactionId != waitingFor.TransactionId)
        {
            return default;
        }

        switch (packet)
        {
            case ConnectAnswer connected when waitingFor is ConnectRequest:
                connectionId = connected.ConnectionId;
                connectedUntil = now + ConnectionIdLife;
                return new UdpTrackerEvent(UdpTrackerEventKind.Send, Ask(now));
            case UdpAnnounceAnswer answer when waitingFor is UdpAnnounce:
                Rest();
                return new UdpTrackerEvent(UdpTrackerEventKind.Announced) { Announced = answer.Answer };
            case UdpScrapeAnswer answer when waitingFor is UdpScrape asked:
                if (answer.Answer.Entries.Length != asked.Scrape.InfoHashes.Length)
                {
                    return default;
                }

                Rest();
                return new UdpTrackerEvent(UdpTrackerEventKind.Scraped) { Scraped = Named(asked.Scrape, answer.Answer) };
            case UdpTrackerFailure failure:
                // A tracker that restarted, with a new key, refuses ids that look fresh from here.
                connectedUntil = DateTimeOffset.MinValue;
                Rest();
                return new UdpTrackerEvent(UdpTrackerEventKind.Refused) { Refusal = failure.Message };
            default:
                return default;
        }
    }

    /// <summary>Time has passed: retransmits (from the connect on, when the connection id has grown old meanwhile) or gives up.</summary>
    public UdpTrackerEvent OnTimeout(DateTimeOffset now)
    {
        if (waitingFor is null || NextTimeout > now)
        {
            return default;
        }

        if (retransmissions == maxRetransmissions)
        {
            Rest();
            return new UdpTrackerEvent(UdpTrackerEventKind.GaveUp);
        }

        retransmissions++;
        return new UdpTrackerEvent(UdpTrackerEventKind.Send, Ask(now));
    }

    private static ScrapeAnswer Named(ScrapeRequest asked, ScrapeAnswer answer)
    {
        var entries = answer.Entries.ToArray();
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = entries[i] with { InfoHash = asked.InfoHashes[i] };
        }

        return new ScrapeAnswer(entries);
    }

    [MemberNotNull(nameof(waitingFor))]
    private UdpTrackerPacket Ask(DateTimeOffset now)
    {
        NextTimeout = now + TimeSpan.FromSeconds(15 * Math.Pow(2, retransmissions));
        var mustConnect = now >= connectedUntil;
        if (retransmissions > 0 && waitingFor is not null && waitingFor is ConnectRequest == mustConnect)
        {
            // The same packet again, so that a slow answer to the first one still counts.
            return waitingFor;
        }

        var transactionId = random.Next(int.MinValue, int.MaxValue);
        if (mustConnect)
        {
            waitingFor = new ConnectRequest(transactionId);
        }
        else if (announce is not null)
        {
            waitingFor = new UdpAnnounce(connectionId, transactionId, announce);
        }
        else
        {
            waitingFor = new UdpScrape(connectionId, transactionId, scrape!);
        }

        return waitingFor;
    }

    private void Rest()
    {
        waitingFor = null;
        announce = null;
        scrape = null;
        NextTimeout = null;
    }
}
