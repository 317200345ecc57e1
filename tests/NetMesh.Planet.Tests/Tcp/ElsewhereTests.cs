using NetMesh.Labs.Oracles;
using NetMesh.Planet.Links;
using NetMesh.Planet.Tests.Backbones;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet.Tests.Tcp;

/// <summary>TCP where the other end is in another process of the planet, or a real client.</summary>
public sealed class ElsewhereTests
{
    private static readonly TimeSpan HundredMs = TimeSpan.FromMilliseconds(100);

    [Theory]
    [InlineData(0)]
    [InlineData(10_000_000)]
    public void Between_two_processes_the_sender_s_charges_the_window(long upBits)
    {
        var planet = new TestProcesses(options: TcpPlanet.Options(HundredMs));
        planet.Backbone.MostDelay = TimeSpan.Zero;
        var (caller, called) = planet.Join(planet.AddHost(0, TestPlanet.East, upBits), planet.AddHost(1, TestPlanet.West));
        var startedNs = planet.Clock.NowNs;
        Assert.False(caller.Send(1_000_000, 7));
        planet.Clock.RunUntilIdle();
        Assert.Equal([7], called.Numbers);
        var took = TimeSpan.FromTicks((called.Process.FramesAt(called.End).Last().AtNs - startedNs) / 100);
        // Without set-up and request: half a round trip there instead of two.
        var expected = TcpLatency.Fetch(WireSize.OfStream(1_000_000), HundredMs, upBits) - (1.5 * HundredMs);
        Assert.Equal(expected.TotalMilliseconds, took.TotalMilliseconds, 0.001);
    }

    [Fact]
    public void Between_two_processes_everything_arrives_in_order_through_loss_overtaking_and_a_partition()
    {
        var planet = new TestProcesses(options: TcpPlanet.Options(TimeSpan.FromMilliseconds(40), 0.03));
        var (caller, called) = planet.Join(planet.AddHost(0, TestPlanet.East, 10_000_000), planet.AddHost(1, TestPlanet.West, 5_000_000, 5_000_000));
        for (var i = 0; i < 300; i++)
        {
            caller.Send(1 + (i * 37 % 6000), i);
            called.Send(1 + (i * 53 % 6000), i);
        }

        planet.Clock.RunFor(TimeSpan.FromMilliseconds(300));
        planet[0].Network.Faults.Isolate("us-east");
        planet[1].Network.Faults.Isolate("us-east");
        planet.Clock.RunFor(TimeSpan.FromSeconds(5));
        Assert.InRange(called.Numbers.Count, 1, 299);
        planet[0].Network.Faults.HealAll();
        planet[1].Network.Faults.HealAll();
        caller.Process.Network.Close(caller.End);
        planet.Clock.RunUntilIdle();
        Assert.Equal(Enumerable.Range(0, 300).Select(i => (long)i), called.Numbers);
        Assert.Equal(FrameKind.Closed, called.Kinds[^1]);
        Assert.Equal(0, planet[0].Network.ConnectionCount);
        Assert.Equal(0, planet[1].Network.ConnectionCount);
    }

    [Fact]
    public void A_real_client_gets_and_sends_as_many_bytes_a_round_trip_as_a_host()
    {
        var planet = new TestPlanet(TcpPlanet.Options(HundredMs));
        var server = planet.AddHost(TestPlanet.East);
        var client = new RealClient(planet);
        var end = planet.Network.Connect(new Endpoint(IPv4Address.Parse("127.17.9.9"), 5000), server, client);
        planet.Clock.RunFor(HundredMs);
        client.ArrivalsNs.Clear();
        var startedNs = planet.Clock.NowNs;
        planet.Network.Send(end, new Parcel(100_000));
        planet.Network.Send(end.Other, new Parcel(100_000));
        planet.Clock.RunUntilIdle();
        // 15, 30 and 60 kB: two round trips, and half of one for the last to come.
        Assert.Equal([250_000_000], client.ArrivalsNs.Select(atNs => atNs - startedNs));
        Assert.Equal(250_000_000, planet.FramesAt(end.Other).Last().AtNs - startedNs);
    }

    private sealed class RealClient(TestPlanet planet) : IFrameSink
    {
        public List<long> ArrivalsNs { get; } = [];

        public void Deliver(ConnectionEnd end, Frame frame)
        {
            if (frame.Kind is FrameKind.Data)
            {
                ArrivalsNs.Add(planet.Clock.NowNs);
            }
        }
    }
}
