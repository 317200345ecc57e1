using NetMesh.Clock;
using NetMesh.Contracts.Peers;
using NetMesh.Planet.Faults;
using NetMesh.Planet;
using NetMesh.Protocols.BitTorrent.Trackers;
using NetMesh.Protocols.BitTorrent.Trackers.Udp;
using NetMesh.Protocols.Wire;

namespace NetMesh.Grains.Peers;

/// <summary>How far a peer is, for its tracker.</summary>
public readonly record struct TransferTotals(long Uploaded, long Downloaded, long Left);

/// <summary>
/// When a peer speaks to its tracker (BEP 3, 15): events are announced one after another and none is skipped; between them the tracker's interval rules.
/// </summary>
public sealed class TrackerContact(PeerPlan plan, INetwork network, RandomStream random)
{
    /// <summary>How often a peer that has few neighbours may ask for more.</summary>
    public static readonly TimeSpan Hungry = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan IntervalAtFirst = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan AfterRefusal = TimeSpan.FromSeconds(30);

    private readonly UdpTrackerClient client = new(random);
    private readonly Queue<AnnounceEvent> events = new();
    private AnnounceEvent current;
    private TimeSpan nextAt = TimeSpan.MaxValue;
    private TimeSpan answeredAt;

    /// <summary>For tests of the simulation.</summary>
    internal PlantedBug Bug { get; init; }

    /// <summary>Nothing is under way: what was to be announced was answered, or given up.</summary>
    public bool IsIdle => client.NextTimeout is null && events.Count == 0;

    /// <summary>When <see cref="Pulse"/> has something to do.</summary>
    /// <param name="isHungry">There are few neighbours.</param>
    public TimeSpan NextAt(bool isHungry) =>
        client.NextTimeout is { } timeout ? timeout - Date(TimeSpan.Zero)
        : isHungry && answeredAt + Hungry < nextAt ? answeredAt + Hungry
        : nextAt;

    /// <summary>Announces an event, after those that wait.</summary>
    public void Announce(AnnounceEvent happened, TransferTotals totals, TimeSpan now)
    {
        events.Enqueue(happened);
        if (client.NextTimeout is null)
        {
            Next(totals, now);
        }
    }

    /// <summary>Repeats what was not answered and announces when the interval is over.</summary>
    /// <param name="isHungry">There are few neighbours.</param>
    public void Pulse(bool isHungry, TransferTotals totals, TimeSpan now)
    {
        if (client.NextTimeout is null)
        {
            if (now >= nextAt || (isHungry && now - answeredAt >= Hungry))
            {
                if (events.Count == 0)
                {
                    events.Enqueue(AnnounceEvent.None);
                }

                Next(totals, now);
            }
        }
        else if (client.NextTimeout <= Date(now) && Bug != PlantedBug.AnnouncesNotRepeated)
        {
            React(client.OnTimeout(Date(now)), totals, now);
        }
    }

    /// <summary>A datagram arrived. Returns the tracker's answer to an announce, if it is that.</summary>
    public AnnounceAnswer? Receive(WireMessage message, TransferTotals totals, TimeSpan now) =>
        message is UdpTrackerPacket packet ? React(client.Receive(packet, Date(now)), totals, now) : null;

    private AnnounceAnswer? React(UdpTrackerEvent happened, TransferTotals totals, TimeSpan now)
    {
        switch (happened.Kind)
        {
            case UdpTrackerEventKind.Send:
                Send(happened.Send);
                return null;
            case UdpTrackerEventKind.Announced:
                answeredAt = now;
                var interval = happened.Announced!.Interval;
                nextAt = now + (interval > TimeSpan.Zero ? interval : IntervalAtFirst);
                Next(totals, now);
                return happened.Announced;
            case UdpTrackerEventKind.Refused or UdpTrackerEventKind.GaveUp:
                // What was refused was not said: it is said again, unless something newer is to be said.
                answeredAt = now;
                nextAt = now + AfterRefusal;
                if (events.Count == 0 && current is AnnounceEvent.Started)
                {
                    events.Enqueue(current);
                }
                else
                {
                    Next(totals, now);
                }

                return null;
            default:
                return null;
        }
    }

    private void Next(TransferTotals totals, TimeSpan now)
    {
        if (events.TryDequeue(out current))
        {
            Send(client.Announce(
                new AnnounceRequest(plan.Torrent.InfoHash, plan.PeerId, plan.Listen, totals.Uploaded, totals.Downloaded, totals.Left, current), Date(now)));
        }
    }

    private void Send(UdpTrackerPacket? packet)
    {
        if (packet is not null)
        {
            network.SendDatagram(plan.Listen, plan.Tracker, packet);
        }
    }

    // The client counts in dates; any beginning will do.
    private static DateTimeOffset Date(TimeSpan now) => DateTimeOffset.UnixEpoch + now;
}
