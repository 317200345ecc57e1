using NetMesh.Clock;
using NetMesh.Planet.Paths;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet.Tests.Traffic;

public sealed class DiallingTests
{
    private static readonly NetworkOptions FiftyMs = new()
    {
        Paths = [new PathOverride("us-east", "eu-west", TimeSpan.FromMilliseconds(50))],
    };

    [Fact]
    public void Dialling_takes_one_round_trip()
    {
        var planet = new TestPlanet(FiftyMs);
        var a = planet.AddHost(TestPlanet.East, 1_000_000, 1_000_000, TimeSpan.FromMilliseconds(5));
        var b = planet.AddHost(TestPlanet.West, 1_000_000, 1_000_000, TimeSpan.FromMilliseconds(10));
        var end = planet.Dial(a, b);
        Assert.Equal([FrameKind.Opened], planet.KindsAt(end.Other));
        Assert.Equal([FrameKind.Accepted], planet.KindsAt(end));
        var opened = planet.FramesAt(end.Other).Single();
        Assert.Equal(65_000_000, opened.AtNs);
        Assert.Equal(0, opened.Sequence);
        Assert.Equal(b.Address, opened.Host);
        var dialled = Assert.IsType<Dialled>(opened.Frame.Message);
        Assert.Equal(b, dialled.To);
        Assert.Equal(a.Address, dialled.From.Address);
        Assert.InRange(dialled.From.Port, 49152, 65535);
        Assert.Equal(130_000_000, planet.Clock.NowNs);
    }

    [Fact]
    public void A_port_where_nothing_listens_refuses_after_one_round_trip()
    {
        var planet = new TestPlanet(FiftyMs);
        var a = planet.AddHost(TestPlanet.East);
        var b = planet.AddHost(TestPlanet.West);
        var end = planet.Dial(a, new Endpoint(b.Address, 81));
        Assert.Equal([FrameKind.Reset], planet.KindsAt(end));
        Assert.Equal(100_000_000, planet.Clock.NowNs);
        Assert.Equal(0, planet.Network.ConnectionCount);
    }

    [Fact]
    public void A_message_sent_before_the_answer_waits_for_it()
    {
        var planet = new TestPlanet(FiftyMs);
        var a = planet.AddHost(TestPlanet.East);
        var b = planet.AddHost(TestPlanet.West);
        var end = planet.Network.Connect(a, b);
        Assert.True(planet.Network.Send(end, new Parcel(100, 7)));
        Assert.Equal(100, planet.Network.QueuedBytes(end));
        planet.Clock.RunUntilIdle();
        Assert.Equal([7], planet.NumbersAt(end.Other));
        Assert.Equal(150_000_000, planet.Frames[^1].AtNs);
    }

    [Fact]
    public void A_call_taken_back_before_it_arrives_is_never_heard()
    {
        var planet = new TestPlanet(FiftyMs);
        var a = planet.AddHost(TestPlanet.East);
        var b = planet.AddHost(TestPlanet.West);
        var end = planet.Network.Connect(a, b);
        planet.Network.Close(end);
        planet.Clock.RunUntilIdle();
        Assert.Empty(planet.Frames);
        Assert.Equal(0, planet.Network.ConnectionCount);
    }

    [Fact]
    public void A_host_without_a_program_cannot_dial()
    {
        var planet = new TestPlanet();
        var b = planet.AddHost(TestPlanet.West);
        Assert.Throws<InvalidOperationException>(() => planet.Network.Connect(new Endpoint(IPv4Address.Parse("127.16.9.9"), 0), b));
    }

    [Fact]
    public void One_way_delay_is_that_of_a_lone_message()
    {
        var planet = new TestPlanet(FiftyMs);
        var a = planet.AddHost(TestPlanet.East, 8_000_000, 0, TimeSpan.FromMilliseconds(5));
        var b = planet.AddHost(TestPlanet.West, 0, 4_000_000);
        Assert.Equal(TimeSpan.FromMilliseconds(57), planet.Network.OneWayDelay(a.Address, b.Address, 1000));
    }
}
