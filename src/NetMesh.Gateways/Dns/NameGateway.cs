using System.Collections.Concurrent;
using System.Collections.Immutable;
using NetMesh.Contracts.Names;
using NetMesh.Gateways.Transport;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Signatures;

namespace NetMesh.Gateways.Dns;

/// <summary>The one place where questions of real clients meet the name server they asked, whichever transport they came over.</summary>
/// <param name="grains">The name servers.</param>
/// <param name="trips">How questions and answers travel.</param>
/// <param name="keys">Secrets that the servers share with others.</param>
/// <param name="time">The clock, by which signatures are judged.</param>
public sealed class NameGateway(IGrainFactory grains, RoundTrips trips, IEnumerable<TransactionKey> keys, TimeProvider time)
{
    private readonly Dictionary<DomainName, TransactionKey> keys = keys.ToDictionary(key => key.Name);

    private readonly ConcurrentDictionary<IPv4Address, INameServerGrain> servers = new();

    /// <summary>Reads what came from a client.</summary>
    public Asked Read(ReadOnlySpan<byte> message) => Asked.Read(message, keys.GetValueOrDefault, time.GetUtcNow());

    /// <summary>Writes a message of the answer. Returns its length.</summary>
    public int Write(Asked asked, DnsMessage answer, Span<byte> room) => asked.Write(answer, room, time.GetUtcNow());

    /// <summary>Answers what came from a client; null when nothing is said to it.</summary>
    /// <param name="client">Where it came from.</param>
    /// <param name="server">The host that was asked.</param>
    /// <param name="asked">What came.</param>
    /// <param name="traffic">What the client speaks.</param>
    public async ValueTask<DnsMessage?> AnswerAsync(Endpoint client, Endpoint server, Asked asked, GatewayMetrics.Traffic traffic)
    {
        if (asked.Query is { } query)
        {
            return await AnswerAsync(client, server, query, asked.Key, traffic);
        }

        traffic.Refused(RefusalReasons.Garbage);
        await trips.DelayAsync(trips.SetUpTime(client, server));
        return asked.Complaint;
    }

    /// <summary>The messages that give a zone, or what has changed in it (RFC 5936, RFC 1995), to one who asked over a connection.</summary>
    /// <param name="client">Where it came from.</param>
    /// <param name="server">The host that was asked.</param>
    /// <param name="asked">A question that <see cref="Asked.IsTransfer"/>.</param>
    /// <param name="traffic">What the client speaks.</param>
    public async ValueTask<ImmutableArray<DnsMessage>> TransferAsync(Endpoint client, Endpoint server, Asked asked, GatewayMetrics.Traffic traffic)
    {
        await trips.DelayAsync(trips.SetUpTime(client, server));
        var messages = await Server(server).TransferAsync(asked.Query!, asked.Key);
        traffic.AnsweredName(TypeOf(asked.Query!), messages[0].Code.ToString().ToUpperInvariant());
        return messages;
    }

    private INameServerGrain Server(Endpoint server) =>
        servers.GetOrAdd(server.Address, static (address, factory) => factory.GetGrain<INameServerGrain>(address.ToString()), grains);

    private async ValueTask<DnsMessage?> AnswerAsync(Endpoint client, Endpoint server, DnsMessage query, string? key, GatewayMetrics.Traffic traffic)
    {
        var grain = Server(server);
        using var activity = GatewayActivities.Request(traffic, "query", client, server);
        activity?.SetTag("netmesh.question", query.Question?.ToString());
        var answer = await trips.AskAsync(client, server, grain, query, activity, (name, asked) => name.AnswerAsync(client, asked, key));
        if (answer is not null)
        {
            traffic.AnsweredName(TypeOf(query), answer.Code.ToString().ToUpperInvariant());
        }

        return answer;
    }

    // Whoever asks for types by number shall not fill the counters.
    private static string TypeOf(DnsMessage query) => query.Question is { Type: var type } && Enum.IsDefined(type) ? RecordTypeText.Write(type) : "other";
}
