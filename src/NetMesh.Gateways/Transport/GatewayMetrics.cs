using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace NetMesh.Gateways.Transport;

/// <summary>Why gateways turn a client away; values of the tag <c>reason</c>.</summary>
public static class RefusalReasons
{
    public const string NoSuchService = "no-such-service";
    public const string NotOnPlanet = "not-on-planet";
    public const string TooManyConnections = "too-many-connections";
    public const string TooManyFromSource = "too-many-from-source";
    public const string Garbage = "garbage";
    public const string HandshakeTime = "handshake-time";
    public const string IdleTime = "idle-time";
    public const string SlowReader = "slow-reader";
    public const string TooLong = "too-long";
    public const string Unreachable = "unreachable";
    public const string OutsidePrefix = "outside-prefix";
    public const string Failed = "failed";

    /// <summary>A connection gave its place to one from an address that has fewer.</summary>
    public const string Displaced = "displaced";

    /// <summary>An announce or scrape whose connection id is not the sender's own, or is old (BEP 15).</summary>
    public const string ConnectionId = "connection-id";

    /// <summary>The tracker itself refused an announce.</summary>
    public const string Tracker = "tracker";
}

/// <summary>What gateways count: meter <c>NetMesh.Gateways</c>.</summary>
public sealed class GatewayMetrics : IDisposable
{
    public const string MeterName = "NetMesh.Gateways";

    private readonly Meter meter;
    private readonly UpDownCounter<long> connections;
    private readonly Counter<long> bytes;
    private readonly Counter<long> refusals;
    private readonly Counter<long> answers;
    private readonly Counter<long> limited;
    private readonly ConcurrentDictionary<string, StrongBox<int>> open = [];

    /// <param name="scope">Tells one planet's numbers from another's in the same process: its directory.</param>
    public GatewayMetrics(object? scope = null)
    {
        meter = new Meter(new MeterOptions(MeterName) { Scope = scope });
        connections = meter.CreateUpDownCounter<long>("netmesh_gateway_connections", null, "Open connections of real clients");
        bytes = meter.CreateCounter<long>("netmesh_gateway_bytes", "By", "Bytes exchanged with real clients");
        refusals = meter.CreateCounter<long>("netmesh_gateway_refusals", null, "Clients, connections and datagrams turned away");
        answers = meter.CreateCounter<long>("netmesh_names_answers", null, "Answers of name servers to real clients");
        limited = meter.CreateCounter<long>("netmesh_names_limited", null, "Answers of name servers that real clients asked for too fast");
    }

    /// <summary>A client was turned away.</summary>
    public void Refused(string protocol, string reason, string region) =>
        refusals.Add(1, new("protocol", protocol), new("reason", reason), new("region", region));

    /// <summary>Connections of real clients that are open now, of one region.</summary>
    public int OpenIn(string region) => open.TryGetValue(region, out var count) ? Volatile.Read(ref count.Value) : 0;

    /// <summary>The counters of one protocol and region, with their tags made once.</summary>
    public Traffic Of(string protocol, string region) => new(this, protocol, region);

    public void Dispose() => meter.Dispose();

    /// <summary>Counters for the clients of one region that speak one protocol.</summary>
    public sealed class Traffic
    {
        private readonly GatewayMetrics metrics;
        private readonly StrongBox<int> open;
        private readonly ConcurrentDictionary<(string Type, string Code), KeyValuePair<string, object?>[]> answerTags = [];
        private readonly KeyValuePair<string, object?>[] tags;
        private readonly KeyValuePair<string, object?>[] inTags;
        private readonly KeyValuePair<string, object?>[] outTags;

        internal Traffic(GatewayMetrics metrics, string protocol, string region)
        {
            this.metrics = metrics;
            open = metrics.open.GetOrAdd(region, static _ => new StrongBox<int>());
            Protocol = protocol;
            Region = region;
            tags = [new("protocol", protocol), new("region", region)];
            inTags = [.. tags, new("direction", "in")];
            outTags = [.. tags, new("direction", "out")];
        }

        public string Protocol { get; }

        public string Region { get; }

        public void Opened()
        {
            Interlocked.Increment(ref open.Value);
            metrics.connections.Add(1, tags);
        }

        public void Closed()
        {
            Interlocked.Decrement(ref open.Value);
            metrics.connections.Add(-1, tags);
        }

        /// <summary>Bytes that came from clients.</summary>
        public void Received(long count) => metrics.bytes.Add(count, inTags);

        /// <summary>Bytes that went to clients.</summary>
        public void Sent(long count) => metrics.bytes.Add(count, outTags);

        /// <summary>A name server answered.</summary>
        /// <param name="type">The type of records that was asked for, one of a few words.</param>
        /// <param name="code">The answer's code.</param>
        public void AnsweredName(string type, string code) =>
            metrics.answers.Add(1, answerTags.GetOrAdd((type, code), static (key, tags) => [.. tags, new("type", key.Type), new("code", key.Code)], tags));

        /// <summary>Answers of a name server came too fast for the client's network.</summary>
        /// <param name="outcome">What became of this one, one of a few words.</param>
        public void LimitedName(string outcome) => metrics.limited.Add(1, [.. tags, new("outcome", outcome)]);

        public void Refused(string reason) => metrics.Refused(Protocol, reason, Region);
    }
}
