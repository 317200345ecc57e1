using System.Buffers.Binary;
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
public sealed class TrackerUdpGateway(TrackerGateway trackers, PlanetMap map, GatewayMetrics metrics, TimeProvider time) : IDatagramHandler
{
    public const string Protocol = "tracker-udp";

    /// <summary>Requests that wait for a tracker or for their way back; beyond it they are dropped, and clients ask again.</summary>
    private const int MaxPending = 20_000;

    /// <summary>Of them, those that do not prove their source by a connection id: whoever forges sources shuts out other newcomers, but nobody who is known.</summary>
    private const int MaxUnproven = MaxPending / 2;

    /// <summary>Of them, those of one source, and of those that share its counter.</summary>
    private const int MaxOfSource = MaxPending / 16;

    private const int Counters = 4096;

    private readonly UdpTrackerServer server = new(new ConnectionIdMint(RandomNumberGenerator.GetBytes(16)));
    private readonly ConcurrentDictionary<string, GatewayMetrics.Traffic> traffics = new();
    private readonly SipHash scatter = new(RandomNumberGenerator.GetBytes(SipHash.KeyLength));
    private readonly int[] pendingOf = new int[Counters];
    private int pending;

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

        if (!trackers.Reaches(from, to))
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

        if (turn.Answer is { } answer && trackers.SetUpTime(from, to) == TimeSpan.Zero)
        {
            Send(from, to, answer, answers, traffic);
        }
        else
        {
            var counter = CounterOf(from.Address);
            var refusal = Interlocked.Increment(ref pending) > (turn.Answer is null ? MaxPending : MaxUnproven) ? RefusalReasons.TooManyConnections : null;
            refusal = Interlocked.Increment(ref pendingOf[counter]) > MaxOfSource ? RefusalReasons.TooManyFromSource : refusal;
            if (refusal is null)
            {
                _ = AnswerAsync(from, to, turn, answers, traffic, counter);
                return;
            }

            Answered(counter);
            traffic.Refused(refusal);
        }
    }

    // Keyed, so that nobody can choose whose counter he shares.
    private int CounterOf(IPv4Address source)
    {
        Span<byte> address = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(address, source.Value);
        return (int)(scatter.Of(address) % Counters);
    }

    private void Answered(int counter)
    {
        Interlocked.Decrement(ref pending);
        Interlocked.Decrement(ref pendingOf[counter]);
    }

    private async Task AnswerAsync(Endpoint from, Endpoint to, UdpTrackerTurn turn, IDatagramSender answers, GatewayMetrics.Traffic traffic, int counter)
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
            Answered(counter);
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
                await trackers.DelayAsync(trackers.SetUpTime(from, to));
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
