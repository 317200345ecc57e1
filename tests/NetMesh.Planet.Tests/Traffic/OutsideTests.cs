using NetMesh.Planet.Paths;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet.Tests.Traffic;

public sealed class OutsideTests
{
    private static readonly NetworkOptions FiftyMs = new()
    {
        Paths = [new PathOverride("us-east", "eu-west", TimeSpan.FromMilliseconds(50))],
    };

    private static readonly Endpoint Client = new(IPv4Address.Parse("127.17.9.9"), 6881);

    private readonly Outside outside = new();

    [Fact]
    public void A_real_client_is_dialled_where_no_host_listens_and_talks_both_ways()
    {
        var planet = new TestPlanet(FiftyMs, outside: outside);
        var host = planet.AddHost(TestPlanet.East);
        var end = planet.Network.Connect(host, Client);
        planet.Clock.RunFor(TimeSpan.FromMilliseconds(200));
        Assert.Equal(Client, outside.Dialled.Single().To);
        Assert.Empty(planet.KindsAt(end));
        Assert.Equal(end.Other, outside.Connection!.End);
        outside.Connection.Accepted();
        planet.Clock.RunFor(TimeSpan.FromMilliseconds(50));
        Assert.Equal([FrameKind.Accepted], planet.KindsAt(end));
        planet.Network.Send(end, new Parcel(10, 1));
        planet.Network.Send(end.Other, new Parcel(10, 2));
        planet.Clock.RunUntilIdle();
        Assert.Equal([(end.Other, FrameKind.Data)], outside.Heard);
        Assert.Equal([2], planet.NumbersAt(end));
        planet.Network.Close(end);
        planet.Clock.RunUntilIdle();
        Assert.Equal((end.Other, FrameKind.Closed), outside.Heard[^1]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_real_client_that_refuses_is_a_reset(bool atOnce)
    {
        outside.RefusesAtOnce = atOnce;
        var planet = new TestPlanet(FiftyMs, outside: outside);
        var end = planet.Network.Connect(planet.AddHost(TestPlanet.East), Client);
        planet.Clock.RunFor(TimeSpan.FromMilliseconds(50));
        outside.Connection!.Refused();
        planet.Clock.RunUntilIdle();
        Assert.Equal([FrameKind.Reset], planet.KindsAt(end));
        Assert.Equal(100_000_000, planet.Clock.NowNs);
        Assert.Equal(0, planet.Network.ConnectionCount);
        outside.Connection.Accepted();
        Assert.Equal(0, planet.Clock.PendingCount);
    }

    [Fact]
    public void A_dialler_that_gives_up_is_heard_by_the_outside()
    {
        var planet = new TestPlanet(FiftyMs, outside: outside);
        var end = planet.Network.Connect(planet.AddHost(TestPlanet.East), Client);
        planet.Clock.RunFor(TimeSpan.FromMilliseconds(100));
        planet.Network.Reset(end);
        planet.Clock.RunUntilIdle();
        Assert.Equal([(end.Other, FrameKind.Reset)], outside.Heard);
        outside.Connection!.Accepted();
        Assert.DoesNotContain(planet.Frames, heard => heard.End == end);
    }

    [Fact]
    public void A_real_client_dials_a_host_and_hears_through_its_sink()
    {
        var planet = new TestPlanet(FiftyMs);
        var host = planet.AddHost(TestPlanet.East);
        var end = planet.Network.Connect(Client, host, outside);
        planet.Clock.RunUntilIdle();
        planet.Network.Send(end.Other, new Parcel(10));
        planet.Network.Send(end, new Parcel(10, 5));
        planet.Network.Close(end.Other);
        planet.Clock.RunUntilIdle();
        Assert.Equal([(end, FrameKind.Accepted), (end, FrameKind.Data), (end, FrameKind.Closed)], outside.Heard);
        Assert.Equal([FrameKind.Opened], planet.KindsAt(end.Other));
        Assert.Equal(Client, Assert.IsType<Dialled>(planet.Frames[0].Frame.Message).From);
    }

    [Fact]
    public void Datagrams_to_and_from_real_clients_cross_the_path()
    {
        var planet = new TestPlanet(FiftyMs, outside: outside);
        var host = planet.AddHost(TestPlanet.East);
        planet.Network.SendDatagram(Client, host, new Parcel(1, 8));
        planet.Clock.RunUntilIdle();
        Assert.Equal(new HeardDatagram(50_000_000, host.Address, Client, host, 8), planet.Datagrams.Single());
        planet.Network.SendDatagram(host, Client, new Parcel(1, 9));
        planet.Clock.RunUntilIdle();
        Assert.Equal((host, Client), outside.Datagrams.Single());
    }

    [Fact]
    public void The_clients_of_a_region_are_many_machines()
    {
        var planet = new TestPlanet(FiftyMs, outside: outside);
        var host = planet.AddHost(TestPlanet.East);
        var other = new Endpoint(IPv4Address.Parse("127.17.9.10"), 1);
        ConnectionEnd first = planet.Network.Connect(Client, host, outside), second = planet.Network.Connect(other, host, outside);
        planet.Clock.RunUntilIdle();
        planet.Network.ResetHost(Client.Address);
        planet.Clock.RunUntilIdle();
        Assert.Equal([FrameKind.Opened, FrameKind.Reset], planet.KindsAt(first.Other));
        Assert.Equal([FrameKind.Opened], planet.KindsAt(second.Other));
        Assert.Equal(TimeSpan.FromMilliseconds(1), planet.Network.OneWayDelay(Client.Address, other.Address, 1000));
        // A client outside of every prefix stands at home, in the first region.
        Assert.Equal(TimeSpan.FromMilliseconds(50), planet.Network.OneWayDelay(IPv4Address.Parse("127.0.0.1"), other.Address, 1000));
    }

    private sealed class Outside : IOutside, IFrameSink
    {
        public bool RefusesAtOnce { get; set; }

        public IOutsideConnection? Connection { get; private set; }

        public List<(Endpoint From, Endpoint To)> Dialled { get; } = [];

        public List<(Endpoint From, Endpoint To)> Datagrams { get; } = [];

        public List<(ConnectionEnd, FrameKind)> Heard { get; } = [];

        public IFrameSink? Dial(IOutsideConnection connection, Endpoint from, Endpoint to)
        {
            Connection = connection;
            Dialled.Add((from, to));
            return RefusesAtOnce ? null : this;
        }

        public void SendDatagram(Endpoint from, Endpoint to, WireMessage message) => Datagrams.Add((from, to));

        public void Deliver(ConnectionEnd end, Frame frame) => Heard.Add((end, frame.Kind));
    }
}
