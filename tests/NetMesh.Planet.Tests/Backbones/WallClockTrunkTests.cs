using System.Collections.Concurrent;
using NetMesh.Clock;
using NetMesh.Planet.Backbones;
using NetMesh.Planet.Hosts;
using NetMesh.Planet.Tests.Traffic;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet.Tests.Backbones;

/// <summary>Two networks on the wall clock, joined by threads that overtake each other.</summary>
public sealed class WallClockTrunkTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Each_end_hears_everything_in_order_whichever_threads_carry_it(bool unshaped)
    {
        const int Streams = 8, Messages = 2_000;
        using var clock = new WallClock();
        using var threads = new Threads(3);
        var options = new NetworkOptions { Unshaped = unshaped, LeastLatency = TimeSpan.FromMilliseconds(1), TrunkWindow = 5_000 };
        PlanetMap near = new([TestPlanet.East]), far = new([TestPlanet.East]);
        var server = new Endpoint(TestPlanet.East.Prefix.At(300), 80);
        var host = new Host("server", server.Address, TestPlanet.East, new AccessLink(1_000_000_000, 1_000_000_000, TimeSpan.Zero));
        near.AddHost(host);
        far.AddHost(host);
        near.Listen(server, TestPlanet.Program with { RunsHere = false });
        far.Listen(server, TestPlanet.Program);
        var door = new EchoDoor();
        using var clients = new Network(clock, near, door, options, new RandomStreams(1), backbone: new Way(threads, new SiteId(1)));
        using var servers = new Network(clock, far, door, options, new RandomStreams(1), backbone: new Way(threads, new SiteId(2)));
        door.Network = servers;
        threads.Begin(new() { [new SiteId(1)] = clients, [new SiteId(2)] = servers });
        var callers = Enumerable.Range(0, Streams).Select(i => new EchoClient(clients, server, new IPv4Address(127, 16, 200, (byte)i), Messages)).ToList();
        var senders = callers.Select(caller => new Thread(caller.Run)).ToList();
        senders.ForEach(thread => thread.Start());
        senders.ForEach(thread => thread.Join());
        Assert.All(callers, caller => Assert.True(caller.Done.Wait(Patience)));
        Assert.All(callers, caller => Assert.Equal(Enumerable.Range(0, Messages).Select(i => (long)i), caller.Echoed));
        Assert.Empty(door.OutOfOrder);
        Assert.True(SpinWait.SpinUntil(() => clients.ConnectionCount + servers.ConnectionCount == 0, Patience));
    }

    private sealed class Way(Threads threads, SiteId here) : IBackbone
    {
        public SiteId Here => here;

        public void Call(Service program, TrunkEnd caller, Dialled dialled) => threads.Carry(new SiteId(2), end => end.Called(program, caller, dialled));

        public void Send(TrunkEnd to, long sequence, TrunkFrame frame) => threads.Carry(to.Site, end => end.Received(to.End, sequence, frame));

        public void SendDatagram(IPv4Address at, Service program, Service? sender, Endpoint from, Endpoint to, WireMessage message) => throw new NotSupportedException();
    }

    // They all take from one queue; whichever is quicker comes first.
    private sealed class Threads(int count) : IDisposable
    {
        private readonly BlockingCollection<(SiteId To, Action<IBackboneEnd> What)> queue = [];
        private readonly List<Thread> threads = [];

        public void Carry(SiteId to, Action<IBackboneEnd> what) => queue.Add((to, what));

        public void Begin(Dictionary<SiteId, IBackboneEnd> ends)
        {
            for (var i = 0; i < count; i++)
            {
                threads.Add(new Thread(() =>
                {
                    foreach (var (to, what) in queue.GetConsumingEnumerable())
                    {
                        what(ends[to]);
                    }
                }));
                threads[i].Start();
            }
        }

        public void Dispose()
        {
            queue.CompleteAdding();
            threads.ForEach(thread => thread.Join());
            queue.Dispose();
        }
    }
}
