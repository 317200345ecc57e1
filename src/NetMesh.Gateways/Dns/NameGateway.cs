using System.Collections.Concurrent;
using System.Collections.Immutable;
using NetMesh.Contracts.Names;
using NetMesh.Gateways.Transport;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Answers;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Signatures;

namespace NetMesh.Gateways.Dns;

/// <summary>The one place where questions of real clients meet the name server they asked, whichever transport they came over.</summary>
/// <param name="grains">The name servers.</param>
/// <param name="trips">How questions and answers travel.</param>
/// <param name="map">The planet's directory.</param>
/// <param name="shelf">What the servers of this process have published.</param>
/// <param name="keys">Secrets that the servers share with others.</param>
/// <param name="time">The clock, by which signatures are judged.</param>
public sealed class NameGateway(IGrainFactory grains, RoundTrips trips, PlanetMap map, NameShelf shelf, IEnumerable<TransactionKey> keys, TimeProvider time)
{
    /// <summary>How long a connection may say nothing, and may take to say one thing; short, because there is nothing to lose by coming again (RFC 7766 §6.2.3).</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly ConcurrentDictionary<RecordType, string> TypeTexts = new();
    private static readonly ConcurrentDictionary<ResponseCode, string> CodeTexts = new();

    private readonly Dictionary<DomainName, TransactionKey> keys = keys.ToDictionary(key => key.Name);
    private readonly ConcurrentDictionary<IPv4Address, INameServerGrain> servers = new();
    private readonly ServerCookies cookies = new(time);

    /// <summary>Reads what came from a client.</summary>
    public Asked Read(ReadOnlySpan<byte> message, NameTransport transport) => Asked.Read(message, transport, keys.GetValueOrDefault, time.GetUtcNow());

    /// <summary>Writes a message of the answer. Returns its length.</summary>
    public int Write(Asked asked, DnsMessage answer, Span<byte> room) => asked.Write(answer, room, time.GetUtcNow());

    /// <summary>
    /// Answers from what the server has published, if it has the answer and nothing is to wait for on the way. Returns the answer's length, or 0: the server itself is to
    /// be asked.
    /// </summary>
    /// <param name="client">Where it came from.</param>
    /// <param name="server">The host that was asked.</param>
    /// <param name="datagram">What came.</param>
    /// <param name="room">For the answer.</param>
    /// <param name="given">What kind of answer it is.</param>
    public int AnswerKept(Endpoint client, Endpoint server, ReadOnlySpan<byte> datagram, Span<byte> room, out GivenAnswer given)
    {
        given = default;
        if (!trips.TakeNoTime || !shelf.TryFind(server.Address, out var answers) || !answers.Serves(client.Address) || GatewayActivities.AreWatched)
        {
            return 0;
        }

        var length = answers.Book.Answer(datagram, Seconds, room, out given);
        if (length > 0 && given.IsFromCache)
        {
            answers.OnHit?.Invoke();
        }

        return length;
    }

    /// <summary>Has what a resolver found answer those who ask the same; null when that is not to be.</summary>
    public Action<DnsMessage>? Keeper(Endpoint client, Endpoint server, ReadOnlySpan<byte> datagram)
    {
        if (!trips.TakeNoTime || !shelf.TryFind(server.Address, out var answers) || answers.Own is null || !answers.Serves(client.Address))
        {
            return null;
        }

        var query = datagram.ToArray();
        return answer => answers.Book.Keep(query, answer, Seconds);
    }

    /// <summary>An answer was given from what was kept.</summary>
    public static void Count(GivenAnswer given, GatewayMetrics.Traffic traffic) => traffic.AnsweredName(TextOf(given.Type), TextOf(given.Kind.Code));

    private long Seconds => time.GetTimestamp() / time.TimestampFrequency;

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
            return Extend(query.Bare(ResponseCode.NoError), asked, client, server);
        }

        return await AnswerAsync(client, server, query, asked.Key, traffic) is { } answer ? Extend(answer, asked, client, server) : null;
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
        traffic.AnsweredName(TypeOf(asked.Query!), TextOf(messages[0].Code));
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
            traffic.AnsweredName(TypeOf(query), TextOf(answer.Code));
        }

        return answer;
    }

    /// <summary>What is said to a client that must first prove its address: with the cookie in this it can (RFC 7873 §5.2.3), otherwise over a connection.</summary>
    public DnsMessage ProveFirst(Endpoint client, Asked asked, ResponseCode code) =>
        asked.Query is not { } query ? asked.Complaint!
        : asked.Options.Cookie is not null ? Extend(query.Bare(ResponseCode.BadCookie), asked, client)
        : query.Bare(code, MessageFlags.Truncated);

    // An answer that is signed already can have nothing more.
    private DnsMessage Extend(DnsMessage answer, Asked asked, Endpoint client, Endpoint? server = null)
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

        if (asked.Options.WantsServerId && server is { } host)
        {
            edns = edns.With(EdnsOption.ServerId(map.HostAt(host.Address)?.Name ?? host.Address.ToString()));
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
    private static string TypeOf(DnsMessage query) => query.Question is { Type: var type } ? TextOf(type) : "other";

    private static string TextOf(RecordType type) => TypeTexts.GetOrAdd(type, static type => Enum.IsDefined(type) ? RecordTypeText.Write(type) : "other");

    private static string TextOf(ResponseCode code) => CodeTexts.GetOrAdd(code, static code => code.ToString().ToUpperInvariant());
}
