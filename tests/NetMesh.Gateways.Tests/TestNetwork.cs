using System.Collections.Concurrent;
using System.Threading.Channels;
using NetMesh.Clock;
using NetMesh.Contracts.Hosts;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Gateways.Tests;

/// <summary>The planet's network with programs in the place of grains: each hears its frames one after another, on a thread that is not the network's.</summary>
internal sealed class TestNetwork : IHostDoor, IDisposable
{
    private readonly WallClock clock = new();
    private readonly PlanetMap map;
    private readonly ConcurrentDictionary<IPv4Address, Program> programs = new();

    public TestNetwork(PlanetMap map, NetworkOptions options, IOutside? outside = null)
    {
        this.map = map;
        Network = new Network(clock, map, this, options, new RandomStreams(1), outside);
    }

    public Network Network { get; }

    /// <summary>Puts a program on a host's port.</summary>
    public Program Serve(Endpoint at, string service, Action<INetwork, ConnectionEnd, Frame>? react = null)
    {
        var program = programs[at.Address] = new Program(Network, react);
        map.Listen(at, new Service(service));
        return program;
    }

    /// <summary>A program on the first host, which listens nowhere that matters, dials.</summary>
    public Program Dial(Endpoint to, Action<INetwork, ConnectionEnd, Frame>? react = null, string service = ServiceNames.Peer)
    {
        var program = Serve(new Endpoint(TestPlanet.First, 9), service, react);
        program.Dialled = Network.Connect(new Endpoint(TestPlanet.First, 0), to);
        return program;
    }

    public void Deliver(IPv4Address at, Service service, ConnectionEnd end, long sequence, Frame frame) => programs[at].Hear(end, frame);

    public void DeliverDatagram(IPv4Address at, Service service, Endpoint from, Endpoint to, WireMessage message) => programs[at].Hear(from, message);

    public void Dispose() => clock.Dispose();
}

/// <summary>A program on a host, written as one method; remembers what it heard.</summary>
internal sealed class Program
{
    private readonly ConcurrentQueue<Frame> heard = new();
    private readonly SemaphoreSlim news = new(0);
    private readonly Channel<(ConnectionEnd End, Frame Frame)> arrivals = Channel.CreateUnbounded<(ConnectionEnd, Frame)>();

    public Program(INetwork network, Action<INetwork, ConnectionEnd, Frame>? react) => _ = Task.Run(async () =>
    {
        await foreach (var (end, frame) in arrivals.Reader.ReadAllAsync())
        {
            react?.Invoke(network, end, frame);
            heard.Enqueue(frame);
            news.Release();
        }
    });

    public ConcurrentQueue<Frame> Heard => heard;

    /// <summary>The end of the connection that it dialled.</summary>
    public ConnectionEnd Dialled { get; set; }

    public void Hear(ConnectionEnd end, Frame frame) => arrivals.Writer.TryWrite((end, frame));

    /// <summary>A datagram, as a frame without a connection.</summary>
    public void Hear(Endpoint from, WireMessage message) => arrivals.Writer.TryWrite((default, new Frame(FrameKind.Data, message)));

    /// <summary>Waits until something of what was heard satisfies the condition.</summary>
    public async Task<Frame> HearAsync(Predicate<Frame> condition)
    {
        using var patience = new CancellationTokenSource(TestPlanet.Patience);
        while (true)
        {
            foreach (var frame in heard)
            {
                if (condition(frame))
                {
                    return frame;
                }
            }

            await news.WaitAsync(patience.Token);
        }
    }
}
