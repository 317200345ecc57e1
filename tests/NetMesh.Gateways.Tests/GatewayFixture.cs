using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using NetMesh.Contracts.Sites;
using NetMesh.Contracts.Trackers;
using NetMesh.Gateways.Transport;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Trackers;
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

    public ushort PeerPort => Gateways.RealPort(Contracts.Hosts.ServiceNames.PeerPort);

    public ushort TrackerPort => Gateways.RealPort(Contracts.Hosts.ServiceNames.TrackerPort);

    public static PortPlan FreePorts => PortPlan.Default
        .With(Contracts.Hosts.ServiceNames.PeerPort, 0)
        .With(Contracts.Hosts.ServiceNames.TrackerPort, 0);

    public static async Task<GatewayFixture> StartAsync(GatewayOptions? options = null, NetworkOptions? network = null, PlanetMap? map = null)
    {
        var fixture = new GatewayFixture(
            (options ?? new GatewayOptions()) with { Ports = FreePorts }, network ?? new NetworkOptions { Unshaped = true }, map ?? TestPlanet.Map());
        await fixture.Gateways.StartAsync(fixture.Network.Network, fixture.Grains.Factory, default);
        return fixture;
    }

    /// <summary>Puts a program on the first host's port for peers.</summary>
    public Program ServePeer(Action<INetwork, ConnectionEnd, Frame>? react = null) =>
        Network.Serve(new Endpoint(TestPlanet.First, PeerPort), Contracts.Hosts.ServiceNames.Peer, react);

    /// <summary>Puts a tracker on a host.</summary>
    public void ServeTracker(IPv4Address host) => Map.Listen(new Endpoint(host, TrackerPort), new Service(Contracts.Hosts.ServiceNames.Tracker));

    public async ValueTask DisposeAsync()
    {
        await Gateways.DisposeAsync();
        Network.Dispose();
    }

    /// <summary>A factory of grains that gives trackers by their keys. What else a host's factory can do differs, and no gateway asks for it.</summary>
    internal class Trackers : DispatchProxy
    {
        public ConcurrentDictionary<string, Tracker> All { get; } = new();

        public IGrainFactory Factory => (IGrainFactory)(object)this;

        public static Trackers Make() => (Trackers)Create<IGrainFactory, Trackers>();

        protected override object Invoke(MethodInfo? targetMethod, object?[]? args) =>
            args is [string key, ..] ? All.GetOrAdd(key, _ => new Tracker()) : throw new NotSupportedException(targetMethod?.ToString());
    }

    internal sealed class Tracker : ITrackerGrain
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

        public ValueTask Deliver(ConnectionEnd end, long sequence, Frame frame) => throw new NotSupportedException();

        public ValueTask DeliverDatagram(Endpoint from, Endpoint to, WireMessage message) => throw new NotSupportedException();

        public ValueTask Call(TrunkEnd caller, ISite site, string service, Dialled dialled) => throw new NotSupportedException();

        public ValueTask Arrive(string service, string? sender, Endpoint from, Endpoint to, WireMessage message) => throw new NotSupportedException();

        public ValueTask RestartAsync() => throw new NotSupportedException();

        public ValueTask Wake() => throw new NotSupportedException();
    }
}
