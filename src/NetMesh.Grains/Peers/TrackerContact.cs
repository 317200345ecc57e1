using NetMesh.Clock;
using NetMesh.Contracts.Peers;
using NetMesh.Planet;
using NetMesh.Protocols.BitTorrent.Trackers;
using NetMesh.Protocols.BitTorrent.Trackers.Udp;
using NetMesh.Protocols.Wire;

namespace NetMesh.Grains.Peers;

/// <summary>How far a peer is, for its tracker.</summary>
public readonly record struct TransferTotals(long Uploaded, long Downloaded, long Left);

/// <summary>
/// A peer's side of the UDP tracker protocol (BEP 15): first a connection id, then the announce, each repeated after 15·2ⁿ seconds while no answer comes,
/// because datagrams are lost. Events are announced one after another and none is skipped; between them the tracker's interval rules.
/// </summary>
public sealed class TrackerContact(PeerPlan plan, INetwork network, RandomStream random)
{
    /// <summary>The first wait for an answer; the next is twice as long.</summary>
    public static readonly TimeSpan FirstTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Repetitions after which BEP 15 gives up; the next announce begins anew.</summary>
    public const int MostRepetitions = 8;

    /// <summary>How often a peer that has few neighbours may ask for more.</summary>
    public static readonly TimeSpan Hungry = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan ConnectionIdLasts = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan IntervalAtFirst = TimeSpan.FromMinutes(5);

    private readonly Queue<AnnounceEvent> events = new();
    private AnnounceEvent? current;
    private long connectionId;
    private TimeSpan connectionIdUntil = TimeSpan.MinValue;
    private int transaction;
    private bool isConnecting;
    private int repetition;
    private TimeSpan repeatAt;
    private TimeSpan answeredAt;
    private TimeSpan interval = IntervalAtFirst;

    /// <summary>Nothing is under way: what was to be announced was answered, or given up.</summary>
    public bool IsIdle => current is null;

    /// <summary>Announces an event, after those that wait.</summary>
    public void Announce(AnnounceEvent happened, TransferTotals totals, TimeSpan now)
    {
        events.Enqueue(happened);
        if (current is null)
        {
            Next(totals, now);
        }
    }

    /// <summary>Repeats what was not answered and announces when the interval is over.</summary>
    /// <param name="isHungry">There are few neighbours.</param>
    public void Pulse(bool isHungry, TransferTotals totals, TimeSpan now)
    {
        if (current is null)
        {
            if (now - answeredAt >= (isHungry && interval > Hungry ? Hungry : interval))
            {
                Announce(AnnounceEvent.None, totals, now);
            }
        }
        else if (now >= repeatAt)
        {
            if (++repetition > MostRepetitions)
            {
                answeredAt = now;
                Next(totals, now);
            }
            else
            {
                Send(totals, now);
            }
        }
    }

    /// <summary>A datagram arrived. Returns the tracker's answer to an announce, if it is that.</summary>
    public AnnounceAnswer? Receive(WireMessage message, TransferTotals totals, TimeSpan now)
    {
        if (current is null || message is not UdpTrackerPacket packet || packet.TransactionId != transaction)
        {
            return null;
        }

        switch (packet)
        {
            case ConnectAnswer connected when isConnecting:
                connectionId = connected.ConnectionId;
                connectionIdUntil = now + ConnectionIdLasts;
                repetition = 0;
                Send(totals, now);
                return null;
            case UdpAnnounceAnswer answered when !isConnecting:
                interval = answered.Answer.Interval > TimeSpan.Zero ? answered.Answer.Interval : IntervalAtFirst;
                answeredAt = now;
                Next(totals, now);
                return answered.Answer;
            case UdpTrackerFailure when !isConnecting && connectionIdUntil != TimeSpan.MinValue:
                // As a rule the id has run out at the tracker: once more with a new one, when the wait is over.
                connectionIdUntil = TimeSpan.MinValue;
                return null;
            default:
                return null;
        }
    }

    private void Next(TransferTotals totals, TimeSpan now)
    {
        current = events.TryDequeue(out var next) ? next : null;
        repetition = 0;
        if (current is not null)
        {
            Send(totals, now);
        }
    }

    private void Send(TransferTotals totals, TimeSpan now)
    {
        transaction = random.Next();
        isConnecting = now >= connectionIdUntil;
        repeatAt = now + (FirstTimeout * (1 << repetition));
        UdpTrackerPacket packet = isConnecting
            ? new ConnectRequest(transaction)
            : new UdpAnnounce(connectionId, transaction, new AnnounceRequest(
                plan.Torrent.InfoHash, plan.PeerId, plan.Listen, totals.Uploaded, totals.Downloaded, totals.Left, current.GetValueOrDefault()));
        network.SendDatagram(plan.Listen, plan.Tracker, packet);
    }
}
