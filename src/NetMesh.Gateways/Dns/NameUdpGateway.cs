using System.Collections.Concurrent;
using NetMesh.Contracts.Hosts;
using NetMesh.Gateways.Transport;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Answers;
using NetMesh.Protocols.Dns.Messages;

namespace NetMesh.Gateways.Dns;

/// <summary>Where questions about names enter as datagrams (RFC 1035 §4.2.1).</summary>
public sealed class NameUdpGateway(NameGateway names, RoundTrips trips, PlanetMap map, GatewayMetrics metrics, ResponseRateLimit? limit) : IDatagramHandler
{
    public const string Protocol = "dns-udp";

    private readonly ConcurrentDictionary<string, GatewayMetrics.Traffic> traffics = new();
    private readonly PendingDatagrams pending = new();

    /// <inheritdoc/>
    public void Receive(Endpoint from, Endpoint to, ReadOnlySpan<byte> datagram, IDatagramSender answers)
    {
        var traffic = traffics.GetOrAdd(map.RegionLabel(from.Address), static (region, all) => all.Of(Protocol, region), metrics);
        traffic.Received(datagram.Length);
        var refusal = map.ServiceAt(to)?.Name != ServiceNames.NameServer ? RefusalReasons.NoSuchService
            : !trips.Reaches(from, to) ? RefusalReasons.Unreachable
            : null;
        if (refusal is not null)
        {
            traffic.Refused(refusal);
        }
        else if (!TrySendKept(from, to, datagram, answers, traffic))
        {
            Ask(from, to, datagram, answers, traffic);
        }
    }

    // What was said before is said again, at once. It has no extensions by which the client could prove its address.
    private bool TrySendKept(Endpoint from, Endpoint to, ReadOnlySpan<byte> datagram, IDatagramSender answers, GatewayMetrics.Traffic traffic)
    {
        Span<byte> bytes = stackalloc byte[Edns.UsualUdpLength];
        var length = names.AnswerKept(from, to, datagram, bytes, out var given);
        if (length == 0)
        {
            return false;
        }

        switch (limit?.Judge(from.Address, given.Kind) ?? RateVerdict.Sent)
        {
            case RateVerdict.Dropped:
                traffic.LimitedName("dropped");
                return true;
            case RateVerdict.Slipped:
                traffic.LimitedName("slipped");
                var asked = names.Read(datagram, NameTransport.Datagram);
                Send(from, to, asked, names.ProveFirst(from, asked, given.Kind.Code), answers, traffic);
                return true;
            default:
                traffic.Sent(length);
                NameGateway.Count(given, traffic);
                answers.Send(to, from, bytes[..length]);
                return true;
        }
    }

    private void Ask(Endpoint from, Endpoint to, ReadOnlySpan<byte> datagram, IDatagramSender answers, GatewayMetrics.Traffic traffic)
    {
        var asked = names.Read(datagram, NameTransport.Datagram);
        var isProven = names.IsProven(from, asked);
        var refusal = asked.IsNothing ? RefusalReasons.Garbage : pending.Begin(from.Address, isProven);
        if (refusal is null)
        {
            _ = AnswerAsync(from, to, asked, isProven ? null : limit, names.Keeper(from, to, datagram), answers, traffic);
        }
        else
        {
            traffic.Refused(refusal);
        }
    }

    private async Task AnswerAsync(
        Endpoint from, Endpoint to, Asked asked, ResponseRateLimit? bound, Action<DnsMessage>? keep, IDatagramSender answers, GatewayMetrics.Traffic traffic)
    {
        try
        {
            if (await names.AnswerAsync(from, to, asked, traffic) is { } answer)
            {
                keep?.Invoke(answer);
                switch (bound?.Judge(from.Address, AnswerKind.Of(answer)) ?? RateVerdict.Sent)
                {
                    case RateVerdict.Dropped:
                        traffic.LimitedName("dropped");
                        return;
                    case RateVerdict.Slipped:
                        traffic.LimitedName("slipped");
                        answer = names.ProveFirst(from, asked, answer.Code);
                        break;
                }

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
