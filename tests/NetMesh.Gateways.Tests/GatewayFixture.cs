using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using NetMesh.Contracts.Hosts;
using NetMesh.Contracts.Names;
using NetMesh.Contracts.Sites;
using NetMesh.Contracts.Trackers;
using NetMesh.Gateways.Transport;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Trackers;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Wire;

namespace NetMesh.Gateways.Tests;

/// <summary>All gateways on free ports, the planet's network behind them, and trackers that remember what they were asked.</summary>
internal sealed class GatewayFixture : IAsyncDisposable
{
    private GatewayFixture(GatewayOptions options, NetworkOptions network, PlanetMap map)
    {
        Map = map;
        Gateways = new GatewayHost(Map, options, Time, NullLoggerFactory.Instance);
        Network = new TestNetwork(Map, network, Gateways.Outside);
    }

    public PlanetMap Map { get; }

    public ManualTime Time { get; } = new();

    public TestNetwork Network { get; }

    public Trackers Grains { get; } = Trackers.Make();

    public GatewayHost Gateways { get; }

    public ushort PeerPort => Gateways.RealPort(ServiceNames.PeerPort);

    public ushort TrackerPort => Gateways.RealPort(ServiceNames.TrackerPort);

    public ushort NamePort => Gateways.RealPort(ServiceNames.NameServerPort);

    public ushort NameTlsPort => Gateways.RealPort(ServiceNames.NameServerTlsPort);

    public ushort HttpsPort => Gateways.RealPort(ServiceNames.HttpsPort);

    public static PortPlan FreePorts => PortPlan.Default
        .With(ServiceNames.PeerPort, 0)
        .With(ServiceNames.TrackerPort, 0)
        .With(ServiceNames.NameServerTlsPort, 0)
        .With(ServiceNames.HttpsPort, 0)
        .With(GatewayCatalog.Proxies.FirstPort, 0);

    /// <param name="nameServer">A host that runs a name server; null: none does.</param>
    /// <param name="anycast">Its anycast addresses.</param>
    public static async Task<GatewayFixture> StartAsync(
        GatewayOptions? options = null, NetworkOptions? network = null, PlanetMap? map = null, IPv4Address? nameServer = null, params ImmutableArray<IPv4Address> anycast)
    {
        var ports = FreePorts;
        map ??= TestPlanet.Map();
        if (nameServer is { } host)
        {
            ports = ports.With(ServiceNames.NameServerPort, (ushort)NetMesh.Testing.FreePorts.One());
            map.AddHost(new Host("dns", host, map.RegionOf(host)!, AccessLink.Unlimited) { Anycast = anycast });
            map.Listen(new Endpoint(host, ports.RealPort(ServiceNames.NameServerPort)), new Service(ServiceNames.NameServer));
        }

        var fixture = new GatewayFixture((options ?? new GatewayOptions()) with { Ports = ports }, network ?? new NetworkOptions { Unshaped = true }, map);
        await fixture.Gateways.StartAsync(fixture.Network.Network, fixture.Grains.Factory, default);
        return fixture;
    }

    /// <summary>Puts a program on the first host's port for peers.</summary>
    public Program ServePeer(Action<INetwork, ConnectionEnd, Frame>? react = null) =>
        Network.Serve(new Endpoint(TestPlanet.First, PeerPort), ServiceNames.Peer, react);

    /// <summary>Puts a tracker on a host.</summary>
    public void ServeTracker(IPv4Address host) => Map.Listen(new Endpoint(host, TrackerPort), new Service(ServiceNames.Tracker));

    public async ValueTask DisposeAsync()
    {
        await Gateways.DisposeAsync();
        Network.Dispose();
    }

    /// <summary>A factory of grains that gives trackers by their keys. What else a host's factory can do differs, and no gateway asks for it.</summary>
    internal class Trackers : DispatchProxy
    {
        public ConcurrentDictionary<string, Tracker> All { get; } = new();

        public NameServer Names { get; } = new();

        public IGrainFactory Factory => (IGrainFactory)(object)this;

        public static Trackers Make() => (Trackers)Create<IGrainFactory, Trackers>();

        protected override object Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod!.ReturnType == typeof(INameServerGrain) ? Names
            : args is [string key, ..] ? All.GetOrAdd(key, _ => new Tracker()) : throw new NotSupportedException(targetMethod.ToString());
    }

    /// <summary>Answers with the question, as a server does that knows nothing, and remembers it.</summary>
    internal sealed class NameServer : StandIn, INameServerGrain
    {
        public ConcurrentQueue<DnsMessage> Asked { get; } = new();

        /// <summary>What is waited for before an answer.</summary>
        public Task Holds { get; set; } = Task.CompletedTask;

        public Exception? Fails { get; set; }

        /// <summary>Records of every answer.</summary>
        public ImmutableArray<ResourceRecord> Answers { get; set; } = [];

        /// <summary>Says what a transfer's messages are, given the question and the name of its key.</summary>
        public Func<DnsMessage, string?, ImmutableArray<DnsMessage>> Transfers { get; set; } = (_, _) => throw new NotSupportedException();

        public async ValueTask<DnsMessage?> AnswerAsync(Endpoint client, DnsMessage query, string? key = null)
        {
            Asked.Enqueue(query);
            await (query.Id == 1 ? Holds : Task.CompletedTask);
            return Fails is { } error ? throw error
                : query.IsResponse ? null
                : new DnsMessage { Id = query.Id, Flags = MessageFlags.Response, Question = query.Question, Answers = Answers };
        }

        public ValueTask<ImmutableArray<DnsMessage>> TransferAsync(DnsMessage query, string? key = null) => new(Transfers(query, key));

        public ValueTask RefreshAsync(string zone) => throw new NotSupportedException();

        public ValueTask<ResolutionTrace?> TraceAsync(DnsMessage query) => throw new NotSupportedException();
    }

    internal sealed class Tracker : StandIn, ITrackerGrain
    {
        public ConcurrentQueue<AnnounceRequest> Announced { get; } = new();

        public Exception? Fails { get; set; }

        public async ValueTask<AnnounceAnswer> AnnounceAsync(AnnounceRequest request)
        {
            await Task.Yield();
            if (Fails is { } error)
            {
                throw error;
            }

            Announced.Enqueue(request);
            return request.Left < 0
                ? new AnnounceAnswer(default, 0, 0, []) { Failure = "negative" }
                : new AnnounceAnswer(TimeSpan.FromMinutes(2), 1, 2, [new Endpoint(TestPlanet.Second, 16881)]);
        }

        public async ValueTask<ScrapeAnswer> ScrapeAsync(ScrapeRequest request)
        {
            await Task.Yield();
            return new ScrapeAnswer([new ScrapeEntry(request.InfoHashes[0], 3, 4, 5)]);
        }
    }

    /// <summary>A program that only gateways call.</summary>
    internal abstract class StandIn : IHostGrain
    {
        public ValueTask Deliver(ConnectionEnd end, long sequence, Frame frame) => throw new NotSupportedException();

        public ValueTask DeliverDatagram(Endpoint from, Endpoint to, WireMessage message) => throw new NotSupportedException();

        public ValueTask Call(TrunkEnd caller, ISite site, string service, Dialled dialled) => throw new NotSupportedException();

        public ValueTask Arrive(string service, string? sender, Endpoint from, Endpoint to, WireMessage message) => throw new NotSupportedException();

        public ValueTask RestartAsync() => throw new NotSupportedException();

        public ValueTask Wake() => throw new NotSupportedException();
    }
}
