using System.Collections.Concurrent;
using NetMesh.Contracts.Names;
using NetMesh.Gateways.Transport;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Gateways.Dns;

/// <summary>The one place where questions of real clients meet the name server they asked, whichever transport they came over.</summary>
public sealed class NameGateway(IGrainFactory grains, RoundTrips trips)
{
    private readonly ConcurrentDictionary<IPv4Address, INameServerGrain> servers = new();

    /// <summary>Answers what came from a client; null when nothing is said to it.</summary>
    /// <param name="client">Where it came from.</param>
    /// <param name="server">The host that was asked.</param>
    /// <param name="asked">What came.</param>
    /// <param name="traffic">What the client speaks.</param>
    public async ValueTask<DnsMessage?> AnswerAsync(Endpoint client, Endpoint server, Asked asked, GatewayMetrics.Traffic traffic)
    {
        if (asked.Query is { } query)
        {
            return await AnswerAsync(client, server, query, traffic);
        }

        traffic.Refused(RefusalReasons.Garbage);
        await trips.DelayAsync(trips.SetUpTime(client, server));
        return asked.Complaint;
    }

    /// <summary>Answers a question; null when nothing is said to it.</summary>
    /// <param name="client">Where it came from.</param>
    /// <param name="server">The host that was asked.</param>
    /// <param name="query">The question.</param>
    /// <param name="traffic">What the client speaks.</param>
    public async ValueTask<DnsMessage?> AnswerAsync(Endpoint client, Endpoint server, DnsMessage query, GatewayMetrics.Traffic traffic)
    {
        var grain = servers.GetOrAdd(server.Address, static (address, factory) => factory.GetGrain<INameServerGrain>(address.ToString()), grains);
        using var activity = GatewayActivities.Request(traffic, "query", client, server);
        activity?.SetTag("netmesh.question", query.Question?.ToString());
        var answer = await trips.AskAsync(client, server, grain, query, activity, (name, asked) => name.AnswerAsync(client, asked));
        if (answer is not null)
        {
            traffic.AnsweredName(TypeOf(query), answer.Code.ToString().ToUpperInvariant());
        }

        return answer;
    }

    // Whoever asks for types by number shall not fill the counters.
    private static string TypeOf(DnsMessage query) => query.Question is { Type: var type } && Enum.IsDefined(type) ? RecordTypeText.Write(type) : "other";
}
