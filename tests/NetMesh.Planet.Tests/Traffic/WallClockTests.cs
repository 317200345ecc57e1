using System.Diagnostics;
using NetMesh.Clock;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet.Tests.Traffic;

public sealed class WallClockTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Threads send, close and answer at once; the receivers answer from within the delivery.</summary>
    [Theory]
    [InlineData(true, TransportModel.Ideal)]
    [InlineData(false, TransportModel.Ideal)]
    [InlineData(false, TransportModel.Tcp)]
    public void Each_end_hears_everything_in_order_whichever_threads_send(bool unshaped, TransportModel transport)
    {
        const int Streams = 8, Messages = 2_000;
        using var clock = new WallClock();
        var map = new PlanetMap([TestPlanet.East]);
        var door = new EchoDoor();
        // Under TCP some segments are lost and sent again.
        var options = new NetworkOptions { Unshaped = unshaped, Transport = transport, LeastLatency = TimeSpan.FromMilliseconds(1), Loss = 0.0005 };
        using var network = new Network(clock, map, door, options, new RandomStreams(1));
        door.Network = network;
        var server = new Endpoint(TestPlanet.East.Prefix.At(300), 80);
        map.AddHost(new Host("server", server.Address, TestPlanet.East, new AccessLink(1_000_000_000, 1_000_000_000, TimeSpan.Zero)));
        map.Listen(server, TestPlanet.Program);
        var clients = Enumerable.Range(0, Streams).Select(i => new EchoClient(network, server, new IPv4Address(127, 16, 200, (byte)i), Messages)).ToList();
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
        var door = new EchoDoor();
        using var network = new Network(clock, map, door, new NetworkOptions { LeastLatency = TimeSpan.FromMilliseconds(20) }, new RandomStreams(1));
        door.Network = network;
        var server = new Endpoint(TestPlanet.East.Prefix.At(300), 80);
        map.Listen(server, TestPlanet.Program);
        var client = new EchoClient(network, server, new IPv4Address(127, 16, 200, 1), 1);
        var started = Stopwatch.GetTimestamp();
        client.Run();
        Assert.True(client.Done.Wait(Patience));
        // Dialling and one message there and back. Later is the machine's business, earlier never.
        Assert.True(Stopwatch.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(80));
    }
}
