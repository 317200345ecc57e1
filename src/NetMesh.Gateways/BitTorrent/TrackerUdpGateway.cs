using System.Collections.Concurrent;
using System.Security.Cryptography;
using NetMesh.Contracts.Hosts;
using NetMesh.Gateways.Transport;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Trackers.Udp;

namespace NetMesh.Gateways.BitTorrent;

/// <summary>
/// Where announces and scrapes enter as datagrams (BEP 15): a connect is answered here, without a grain and without state; what carries a valid
/// connection id goes on to <see cref="TrackerGateway"/>.
/// </summary>
public sealed class TrackerUdpGateway(TrackerGateway trackers, RoundTrips trips, PlanetMap map, GatewayMetrics metrics, TimeProvider time) : IDatagramHandler
{
    public const string Protocol = "tracker-udp";

    private readonly UdpTrackerServer server = new(new ConnectionIdMint(RandomNumberGenerator.GetBytes(16)));
    private readonly ConcurrentDictionary<string, GatewayMetrics.Traffic> traffics = new();
    private readonly PendingDatagrams pending = new();

    /// <inheritdoc/>
    public void Receive(Endpoint from, Endpoint to, ReadOnlySpan<byte> datagram, IDatagramSender answers)
    {
        var traffic = traffics.GetOrAdd(map.RegionLabel(from.Address), static (region, all) => all.Of(Protocol, region), metrics);
        traffic.Received(datagram.Length);
        if (map.ServiceAt(to)?.Name != ServiceNames.Tracker)
        {
            traffic.Refused(RefusalReasons.NoSuchService);
            return;
        }

        if (!trips.Reaches(from, to))
        {
            traffic.Refused(RefusalReasons.Unreachable);
            return;
        }

        var turn = server.Receive(datagram, from, time.GetUtcNow());
        if (turn.Dropped is not null)
        {
            traffic.Refused(RefusalReasons.Garbage);
            return;
        }

        if (turn.Answer is UdpTrackerFailure { Message: var complaint })
        {
            traffic.Refused(complaint == UdpTrackerServer.ForeignId ? RefusalReasons.ConnectionId : RefusalReasons.Garbage);
        }

        if (turn.Answer is { } answer && trips.SetUpTime(from, to) == TimeSpan.Zero)
        {
            Send(from, to, answer, answers, traffic);
        }
        else
        {
            if (pending.Begin(from.Address, isProven: turn.Answer is null) is { } refusal)
            {
                traffic.Refused(refusal);
                return;
            }

            _ = AnswerAsync(from, to, turn, answers, traffic);
        }
    }

    private async Task AnswerAsync(Endpoint from, Endpoint to, UdpTrackerTurn turn, IDatagramSender answers, GatewayMetrics.Traffic traffic)
    {
        try
        {
            var answer = await AnswerOf(from, to, turn, traffic);
            if (answer is UdpTrackerFailure && turn.Request is not null)
            {
                traffic.Refused(RefusalReasons.Tracker);
            }

            Send(from, to, answer, answers, traffic);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The tracker's silo died, or it did not answer in time: as with any lost datagram, the client asks again.
            traffic.Refused(RefusalReasons.Failed);
        }
        finally
        {
            pending.End(from.Address);
        }
    }

    private async ValueTask<UdpTrackerPacket> AnswerOf(Endpoint from, Endpoint to, UdpTrackerTurn turn, GatewayMetrics.Traffic traffic)
    {
        switch (turn.Request)
        {
            case UdpAnnounce announce:
                return UdpTrackerServer.AnswerTo(announce, await trackers.AnswerAsync(from, to, announce.Announce, traffic));
            case UdpScrape scrape:
                return UdpTrackerServer.AnswerTo(scrape, await trackers.AnswerAsync(from, to, scrape.Scrape, traffic));
            default:
                await trips.DelayAsync(trips.SetUpTime(from, to));
                return turn.Answer!;
        }
    }

    private static void Send(Endpoint from, Endpoint to, UdpTrackerPacket answer, IDatagramSender answers, GatewayMetrics.Traffic traffic)
    {
        Span<byte> bytes = stackalloc byte[UdpGateway.MaxLength];
        if (answer.WireLength <= bytes.Length)
        {
            var length = UdpTrackerWriter.Write(answer, bytes);
            traffic.Sent(length);
            answers.Send(to, from, bytes[..length]);
        }
        else
        {
            traffic.Refused(RefusalReasons.TooLong);
        }
    }
}
