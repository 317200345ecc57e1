using System.Collections.Concurrent;
using NetMesh.Contracts.Hosts;
using NetMesh.Gateways.Transport;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Messages;

namespace NetMesh.Gateways.Dns;

/// <summary>Where questions about names enter as datagrams (RFC 1035 §4.2.1).</summary>
public sealed class NameUdpGateway(NameGateway names, RoundTrips trips, PlanetMap map, GatewayMetrics metrics) : IDatagramHandler
{
    public const string Protocol = "dns-udp";

    private readonly ConcurrentDictionary<string, GatewayMetrics.Traffic> traffics = new();
    private readonly PendingDatagrams pending = new();

    /// <inheritdoc/>
    public void Receive(Endpoint from, Endpoint to, ReadOnlySpan<byte> datagram, IDatagramSender answers)
    {
        var traffic = traffics.GetOrAdd(map.RegionLabel(from.Address), static (region, all) => all.Of(Protocol, region), metrics);
        traffic.Received(datagram.Length);
        if (map.ServiceAt(to)?.Name != ServiceNames.NameServer)
        {
            traffic.Refused(RefusalReasons.NoSuchService);
            return;
        }

        if (!trips.Reaches(from, to))
        {
            traffic.Refused(RefusalReasons.Unreachable);
            return;
        }

        var read = DnsReader.Read(datagram);
        var complaint = read.IsComplete ? null : DnsReader.ComplaintAbout(datagram);
        if (!read.IsComplete)
        {
            traffic.Refused(RefusalReasons.Garbage);
            if (complaint is null)
            {
                return;
            }
        }

        if (pending.Begin(from.Address, isProven: false) is { } refusal)
        {
            traffic.Refused(refusal);
            return;
        }

        _ = AnswerAsync(from, to, read.IsComplete ? read.Value : null, complaint, answers, traffic);
    }

    // To a question that could be read, or the complaint about one that could not.
    private async Task AnswerAsync(Endpoint from, Endpoint to, DnsMessage? query, DnsMessage? complaint, IDatagramSender answers, GatewayMetrics.Traffic traffic)
    {
        try
        {
            if (query is null)
            {
                await trips.DelayAsync(trips.SetUpTime(from, to));
            }

            if ((query is null ? complaint : await names.AnswerAsync(from, to, query, traffic)) is { } answer)
            {
                Send(from, to, answer, query is null ? Edns.LeastUdpLength : Edns.UdpLengthOf(query), answers, traffic);
            }
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The name server's silo died, or it did not answer in time: as with any lost datagram, the client asks again.
            traffic.Refused(RefusalReasons.Failed);
        }
        finally
        {
            pending.End(from.Address);
        }
    }

    private static void Send(Endpoint from, Endpoint to, DnsMessage answer, int most, IDatagramSender answers, GatewayMetrics.Traffic traffic)
    {
        Span<byte> bytes = stackalloc byte[most];
        var length = DnsWriter.Write(answer, bytes, out _);
        traffic.Sent(length);
        answers.Send(to, from, bytes[..length]);
    }
}
