using System.Collections.Concurrent;
using NetMesh.Contracts.Names;
using NetMesh.Gateways.Transport;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Gateways.Dns;

/// <summary>The one place where questions of real clients meet the name server they asked, whichever transport they came over.</summary>
public sealed class NameGateway(IGrainFactory grains, RoundTrips trips, TimeProvider time)
{
    /// <summary>How long a connection may say nothing, and may take to say one thing; short, because there is nothing to lose by coming again (RFC 7766 §6.2.3).</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<IPv4Address, INameServerGrain> servers = new();
    private readonly ServerCookies cookies = new(time);

    /// <summary>The client has shown that its address is not forged.</summary>
    public bool IsProven(Endpoint client, Asked asked) => cookies.Proves(asked.Options.Cookie, client.Address);

    /// <summary>Answers what came from a client, with the extensions that it asked for; null when nothing is said to it.</summary>
    /// <param name="client">Where it came from.</param>
    /// <param name="server">The host that was asked.</param>
    /// <param name="asked">What came.</param>
    /// <param name="traffic">What the client speaks.</param>
    public async ValueTask<DnsMessage?> AnswerAsync(Endpoint client, Endpoint server, Asked asked, GatewayMetrics.Traffic traffic)
    {
        if (asked.Query is not { } query)
        {
            traffic.Refused(RefusalReasons.Garbage);
            await trips.DelayAsync(trips.SetUpTime(client, server));
            return asked.Complaint;
        }

        if (query is { Question: null, Opcode: Opcode.Query, IsResponse: false } && asked.Options.Cookie is not null)
        {
            // Who asks for nothing but a cookie gets one (RFC 7873 §5.4).
            await trips.DelayAsync(trips.SetUpTime(client, server));
            return Extend(Bare(query, ResponseCode.NoError), asked, client);
        }

        return await AnswerAsync(client, server, query, traffic) is { } answer ? Extend(answer, asked, client) : null;
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

    /// <summary>What is said to a client that must first prove its address: with the cookie in this it can (RFC 7873 §5.2.3), otherwise over a connection.</summary>
    public DnsMessage ProveFirst(Endpoint client, Asked asked, DnsMessage answer) =>
        asked.Query is not { } query ? answer
        : asked.Options.Cookie is not null ? Extend(Bare(query, ResponseCode.BadCookie), asked, client)
        : Bare(query, answer.Code, MessageFlags.Truncated);

    private static DnsMessage Bare(DnsMessage query, ResponseCode code, MessageFlags flags = MessageFlags.None) => new()
    {
        Id = query.Id,
        Flags = MessageFlags.Response | flags | (query.Flags & (MessageFlags.RecursionDesired | MessageFlags.CheckingDisabled)),
        Opcode = query.Opcode,
        Code = code,
        Question = query.Question,
        Edns = query.Edns is null ? null : new Edns(Edns.UsualUdpLength),
    };

    // An answer that is signed already can have nothing more.
    private DnsMessage Extend(DnsMessage answer, Asked asked, Endpoint client)
    {
        if (asked.Query?.Edns is null || answer.Signature is not null)
        {
            return answer;
        }

        var edns = answer.Edns ?? new Edns(Edns.UsualUdpLength);
        if (asked.Options.Cookie is { } cookie)
        {
            edns = edns.With(cookies.Renew(cookie, client.Address).ToOption());
        }

        if (asked.Options.Subnet is { } subnet && edns.Options.All(option => option.Code != EdnsOptionCode.ClientSubnet))
        {
            // One answer for everybody (RFC 7871 §7.2.1).
            edns = edns.With(subnet.ToOption());
        }

        if (asked.Options.WantsKeepAlive && asked.Transport is NameTransport.Connection or NameTransport.Tls)
        {
            edns = edns.With(EdnsOption.KeepAlive(Patience));
        }

        var isHidden = asked.Transport is NameTransport.Tls or NameTransport.Https;
        answer = ReferenceEquals(edns, answer.Edns) ? answer : answer.With(edns);
        return isHidden && asked.Options.WantsPadding ? Padding.Pad(answer) : answer;
    }

    // Whoever asks for types by number shall not fill the counters.
    private static string TypeOf(DnsMessage query) => query.Question is { Type: var type } && Enum.IsDefined(type) ? RecordTypeText.Write(type) : "other";
}
