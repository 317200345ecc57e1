using System.Collections.Concurrent;
using System.Diagnostics;
using NetMesh.Clock;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet.Tests.Traffic;

public sealed class WallClockTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Threads send, close and answer at once; the receivers answer from within the delivery.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Each_end_hears_everything_in_order_whichever_threads_send(bool unshaped)
    {
        const int Streams = 8, Messages = 2_000;
        using var clock = new WallClock();
        var map = new PlanetMap([TestPlanet.East]);
        var door = new Echo();
        using var network = new Network(clock, map, door, new NetworkOptions { Unshaped = unshaped, LeastLatency = TimeSpan.FromMilliseconds(1) }, new RandomStreams(1));
        door.Network = network;
        var server = new Endpoint(TestPlanet.East.Prefix.At(300), 80);
        map.AddHost(new Host("server", server.Address, TestPlanet.East, new AccessLink(1_000_000_000, 1_000_000_000, TimeSpan.Zero)));
        map.Listen(server, TestPlanet.Program);
        var clients = Enumerable.Range(0, Streams).Select(i => new Client(network, server, new IPv4Address(127, 16, 200, (byte)i), Messages)).ToList();
        var threads = clients.Select(client => new Thread(client.Run)).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.All(clients, client => Assert.True(client.Done.Wait(Patience)));
        Assert.All(clients, client => Assert.Equal(Enumerable.Range(0, Messages).Select(i => (long)i), client.Echoed));
        Assert.Empty(door.OutOfOrder);
        Assert.True(SpinWait.SpinUntil(() => network.ConnectionCount == 0, Patience));
    }

    [Fact]
    public void A_round_trip_takes_as_long_as_the_path_says()
    {
        using var clock = new WallClock();
        var map = new PlanetMap([TestPlanet.East]);
        var door = new Echo();
        using var network = new Network(clock, map, door, new NetworkOptions { LeastLatency = TimeSpan.FromMilliseconds(20) }, new RandomStreams(1));
        door.Network = network;
        var server = new Endpoint(TestPlanet.East.Prefix.At(300), 80);
        map.Listen(server, TestPlanet.Program);
        var client = new Client(network, server, new IPv4Address(127, 16, 200, 1), 1);
        var started = Stopwatch.GetTimestamp();
        client.Run();
        Assert.True(client.Done.Wait(Patience));
        // Dialling and one message there and back. Later is the machine's business, earlier never.
        Assert.True(Stopwatch.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(80));
    }

    private sealed class Echo : IHostDoor
    {
        private readonly ConcurrentDictionary<ConnectionEnd, long> next = [];

        public Network Network { get; set; } = null!;

        public ConcurrentQueue<ConnectionEnd> OutOfOrder { get; } = [];

        public void Deliver(IPv4Address at, Service service, ConnectionEnd end, long sequence, Frame frame)
        {
            if (next.GetOrAdd(end, 0) != sequence)
            {
                OutOfOrder.Enqueue(end);
            }

            next[end] = sequence + 1;
            if (frame.Kind == FrameKind.Data)
            {
                Network.Send(end, frame.Message!);
            }
        }

        public void DeliverDatagram(Service service, Endpoint from, Endpoint to, WireMessage message)
        {
        }
    }

    private sealed class Client(Network network, Endpoint server, IPv4Address address, int messages) : IFrameSink
    {
        private readonly ManualResetEventSlim answered = new();
        private readonly ManualResetEventSlim writable = new();

        public ConcurrentQueue<long> Echoed { get; } = [];

        public ManualResetEventSlim Done { get; } = new();

        public void Run()
        {
            var end = network.Connect(new Endpoint(address, 5000), server, this);
            Assert.True(answered.Wait(Patience));
            for (var i = 0; i < messages; i++)
            {
                writable.Reset();
                if (!network.Send(end, new Parcel(100, i)))
                {
                    Assert.True(writable.Wait(Patience));
                }
            }
        }

        public void Deliver(ConnectionEnd end, Frame frame)
        {
            switch (frame.Kind)
            {
                case FrameKind.Accepted:
                    answered.Set();
                    break;
                case FrameKind.Writable:
                    writable.Set();
                    break;
                case FrameKind.Data:
                    Echoed.Enqueue(((Parcel)frame.Message!).Number);
                    if (Echoed.Count == messages)
                    {
                        network.Close(end);
                        Done.Set();
                    }

                    break;
                default:
                    break;
            }
        }
    }
}
