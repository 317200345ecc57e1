using System.Diagnostics;
using System.Globalization;
using NetMesh.Clock;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;
using NetMesh.Planet.Regions;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Bench;

/// <summary>
/// The network alone, on the virtual clock: 1,000 hosts with 50 streams each on fair links, blocks of 16 KiB one way and small messages the other way,
/// and programs that only send the next one.
/// </summary>
internal static class NetworkMessagesBench
{
    private const int Hosts = 1_000;
    private const int FlowsPerHost = 50;

    public static int Run(string[] args)
    {
        var ideal = new NetworkOptions { Jitter = TimeSpan.FromMilliseconds(2) };
        var small = Measure(100, ideal, out var perEvent);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"network-messages: {small / 1e6:F2} M messages per processor second of 100 B, {perEvent:F2} events each"));
        var blocks = Measure(16_397, ideal, out perEvent);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"network-messages: {blocks / 1e6:F2} M messages per processor second of 16 KiB, {perEvent:F2} events each"));
        var windows = Measure(16_397, ideal with { Transport = TransportModel.Tcp, Loss = 0.001 }, out perEvent);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"network-messages: {windows / 1e6:F2} M messages per processor second of 16 KiB under TCP with 0.1 % loss, {perEvent:F2} events each"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"network-messages: {Unshaped() / 1e6:F2} M messages per processor second of 16 KiB, unshaped on the wall clock"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"network-messages: {BytesPerConnection():F0} bytes per idle connection"));
        return 0;
    }

    private static double Unshaped()
    {
        const int Messages = 3_000_000;
        using var clock = new WallClock();
        var door = new Door(0);
        using var network = Planet(clock, door, new NetworkOptions { Unshaped = true }, out var places);
        var end = network.Connect(new Endpoint(places[0].Address, 0), places[1]);
        var parcel = new Parcel(16_397);
        var started = Process.GetCurrentProcess().TotalProcessorTime;
        for (var i = 0; i < Messages; i++)
        {
            network.Send(end, parcel);
        }

        return Messages / (Process.GetCurrentProcess().TotalProcessorTime - started).TotalSeconds;
    }

    private static double BytesPerConnection()
    {
        const int Connections = 1_000_000;
        var clock = new VirtualClock();
        using var network = Planet(clock, new Door(0), new NetworkOptions(), out var places);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Connections; i++)
        {
            network.Connect(new Endpoint(places[i % Hosts].Address, 0), places[i / Hosts]);
            if (i % 1000 == 0)
            {
                clock.RunUntilIdle();
            }
        }

        clock.RunUntilIdle();
        return (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)network.ConnectionCount;
    }

    private static double Measure(int length, NetworkOptions options, out double eventsPerMessage)
    {
        var clock = new VirtualClock();
        var door = new Door(length);
        using var network = Planet(clock, door, options, out var places);
        var random = new RandomStream(1);
        foreach (var place in places)
        {
            for (var i = 0; i < FlowsPerHost; i++)
            {
                network.Connect(new Endpoint(place.Address, 0), places[random.Next(Hosts)]);
            }
        }

        clock.RunUntilIdle(3_000_000);
        var (eventsBefore, heardBefore) = (clock.FiredCount, door.Heard);
        // Processor time: other programs on the machine must not count.
        var started = Process.GetCurrentProcess().TotalProcessorTime;
        clock.RunUntilIdle(6_000_000);
        var spent = Process.GetCurrentProcess().TotalProcessorTime - started;
        var messages = door.Heard - heardBefore;
        eventsPerMessage = (clock.FiredCount - eventsBefore) / (double)messages;
        return messages / spent.TotalSeconds;
    }

    private static Network Planet(IEventClock clock, Door door, NetworkOptions options, out List<Endpoint> places)
    {
        Region[] regions = [.. Enumerable.Range(0, 12).Select(i => new Region($"r{i}", (i * 10) - 50, i * 30, AddressPlan.DefaultRegionPrefix(i)))];
        var map = new PlanetMap(regions);
        var network = new Network(clock, map, door, options, new RandomStreams(1));
        door.Network = network;
        var service = new Service("bench");
        places = [];
        for (var i = 0; i < Hosts; i++)
        {
            var address = regions[i % 12].Prefix.At(300 + (i / 12));
            map.AddHost(new Host($"h{i}", address, regions[i % 12], new AccessLink(10_000_000, 50_000_000, TimeSpan.FromMilliseconds(3))));
            places.Add(new Endpoint(address, 80));
            map.Listen(places[i], service);
        }

        return network;
    }

    // Each end keeps a few messages in its queue: for every frame heard, one is sent.
    private sealed class Door(int length) : IHostDoor
    {
        private readonly Parcel parcel = new(length);

        public Network Network { get; set; } = null!;

        public long Heard { get; private set; }

        public void Deliver(IPv4Address at, Service service, ConnectionEnd end, long sequence, Frame frame)
        {
            Heard++;
            if (length > 0)
            {
                Network.Send(end, parcel);
            }
        }

        public void DeliverDatagram(IPv4Address at, Service service, Endpoint from, Endpoint to, WireMessage message)
        {
        }
    }

    private sealed class Parcel(int length) : WireMessage
    {
        public override int WireLength => length;

        public override ulong TraceIdentity => 0;
    }
}
