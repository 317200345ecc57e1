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
        var asked = names.Read(datagram);
        var refusal = map.ServiceAt(to)?.Name != ServiceNames.NameServer ? RefusalReasons.NoSuchService
            : !trips.Reaches(from, to) ? RefusalReasons.Unreachable
            : asked.IsNothing ? RefusalReasons.Garbage
            : pending.Begin(from.Address, isProven: false);
        if (refusal is null)
        {
            _ = AnswerAsync(from, to, asked, answers, traffic);
        }
        else
        {
            traffic.Refused(refusal);
        }
    }

    private async Task AnswerAsync(Endpoint from, Endpoint to, Asked asked, IDatagramSender answers, GatewayMetrics.Traffic traffic)
    {
        try
        {
            if (await names.AnswerAsync(from, to, asked, traffic) is { } answer)
            {
                Send(from, to, asked, answer, answers, traffic);
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

    private void Send(Endpoint from, Endpoint to, Asked asked, DnsMessage answer, IDatagramSender answers, GatewayMetrics.Traffic traffic)
    {
        Span<byte> bytes = stackalloc byte[Edns.UdpLengthOf(asked.Query)];
        var length = names.Write(asked, answer, bytes);
        traffic.Sent(length);
        answers.Send(to, from, bytes[..length]);
    }
}
