using NetMesh.Planet.Links;
using NetMesh.Planet.Paths;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet.Tests.Traffic;

/// <summary>
/// A world of two regions on two planets that reach each other as through gateways, beside the same world on one planet: between hosts of two planets everything
/// takes as long as between two hosts of one, and the time of one message on the downlink, because the second planet sees a message only when it is whole.
/// </summary>
public sealed class AbroadTests
{
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(8);

    private static readonly NetworkOptions FiftyMs = new()
    {
        Paths = [new PathOverride("us-east", "eu-west", TimeSpan.FromMilliseconds(50))],
    };

    private const int DownBits = 80_000_000;

    private readonly TestPlanet whole = new(FiftyMs);
    private readonly Crossing fromEast = new();
    private readonly Crossing fromWest = new();
    private readonly TestPlanet east;
    private readonly TestPlanet west;
    private readonly Endpoint a;
    private readonly Endpoint b;

    public AbroadTests()
    {
        east = new TestPlanet(FiftyMs, outside: fromEast, carried: [TestPlanet.East]);
        west = new TestPlanet(FiftyMs, outside: fromWest, carried: [TestPlanet.West], clock: east.Clock);
        (fromEast.Other, fromWest.Other) = (west.Network, east.Network);
        (fromEast.Own, fromWest.Own) = (east.Network, west.Network);

        a = whole.AddHost(TestPlanet.East, 8_000_000, DownBits, Latency);
        b = whole.AddHost(TestPlanet.West, 8_000_000, DownBits, Latency);
        Assert.Equal(a, east.AddHost(TestPlanet.East, 8_000_000, DownBits, Latency));
        east.Map.AddAbroad(whole.Map.HostAt(b.Address)!);
        west.Map.AddHost(whole.Map.HostAt(b.Address)!);
        west.Map.Listen(b, TestPlanet.Program);
        west.Map.AddAbroad(whole.Map.HostAt(a.Address)!);
    }

    [Fact]
    public void A_stream_is_charged_one_uplink_one_path_and_one_downlink_in_each_direction()
    {
        var (there, back) = TimesOf(whole, whole);
        var downlink = DownlinkNs(WireSize.OfStream(10_000));
        Assert.Equal((there + downlink, back + downlink), TimesOf(east, west));
    }

    [Fact]
    public void Calling_a_host_abroad_takes_a_round_trip_of_the_path()
    {
        var end = east.Network.Connect(new Endpoint(a.Address, 0), b);
        east.Clock.RunFor(TimeSpan.FromMilliseconds(115));
        Assert.Empty(east.KindsAt(end));
        east.Clock.RunFor(TimeSpan.FromMilliseconds(1));
        Assert.Equal([FrameKind.Accepted], east.KindsAt(end));
    }

    [Fact]
    public void A_call_that_is_refused_abroad_is_refused_after_a_round_trip()
    {
        fromEast.Refuses = true;
        var end = east.Network.Connect(new Endpoint(a.Address, 0), b);
        east.Clock.RunUntilIdle();
        Assert.Equal([FrameKind.Reset], east.KindsAt(end));
        Assert.Equal(116_000_000, east.Clock.NowNs);
    }

    [Fact]
    public void A_datagram_crosses_one_path()
    {
        whole.Network.SendDatagram(a, b, new Parcel(100, 1));
        whole.Clock.RunUntilIdle();
        east.Network.SendDatagram(a, b, new Parcel(100, 1));
        east.Clock.RunUntilIdle();
        var expected = whole.Datagrams.Single();
        Assert.Equal(expected with { AtNs = expected.AtNs + DownlinkNs(WireSize.OfDatagram(100)) }, west.Datagrams.Single());
    }

    [Fact]
    public void Loss_strikes_where_a_datagram_is_sent_and_not_again_where_it_arrives()
    {
        var lossy = new TestPlanet(FiftyMs with { Loss = 1 }, carried: [TestPlanet.West]);
        lossy.Map.AddHost(whole.Map.HostAt(b.Address)!);
        lossy.Map.Listen(b, TestPlanet.Program);
        lossy.Map.AddAbroad(whole.Map.HostAt(a.Address)!);
        lossy.Network.SendDatagram(a, b, new Parcel(100, 1));
        lossy.Clock.RunUntilIdle();
        Assert.Single(lossy.Datagrams);
    }

    [Fact]
    public void A_real_client_in_a_region_abroad_is_charged_the_whole_way_and_a_host_there_its_part()
    {
        var client = TestPlanet.East.Prefix.At(99);
        Assert.True(west.Map.IsAbroad(client));
        Assert.Equal(TimeSpan.FromMilliseconds(58), west.Network.OneWayDelay(client, b.Address, 0));
        Assert.Equal(Latency, west.Network.OneWayDelay(a.Address, b.Address, 0));
        Assert.Equal(TimeSpan.FromMilliseconds(58), west.Network.OneWayDelay(b.Address, a.Address, 0));
    }

    private static long DownlinkNs(int wireBytes) => wireBytes * 8L * 1_000_000_000 / DownBits;

    /// <summary>From sending to hearing, there and back, once the connection stands.</summary>
    private (long There, long Back) TimesOf(TestPlanet callers, TestPlanet calleds)
    {
        var end = callers.Network.Connect(new Endpoint(a.Address, 0), b);
        callers.Clock.RunUntilIdle();
        var called = calleds.Frames.Last(heard => heard.Frame.Kind == FrameKind.Opened).End;
        var begun = callers.Clock.NowNs;
        callers.Network.Send(end, new Parcel(10_000, 1));
        callers.Clock.RunUntilIdle();
        var heard = calleds.FramesAt(called).Single(heard => heard.Frame.Kind == FrameKind.Data);
        var answered = callers.Clock.NowNs;
        calleds.Network.Send(called, new Parcel(10_000, 2));
        callers.Clock.RunUntilIdle();
        var answer = callers.FramesAt(end).Single(heard => heard.Frame.Kind == FrameKind.Data);
        return (heard.AtNs - begun, answer.AtNs - answered);
    }

    /// <summary>What two planets' gateways are to each other, with a kernel between them that accepts at once and takes no time.</summary>
    private sealed class Crossing : IOutside
    {
        public INetwork Own { get; set; } = null!;

        public INetwork Other { get; set; } = null!;

        public bool Refuses { get; set; }

        public IFrameSink? Dial(IOutsideConnection connection, Endpoint from, Endpoint to)
        {
            if (Refuses)
            {
                return null;
            }

            var forth = new Half { Into = Other };
            forth.End = Other.Connect(from, to, new Half { Into = Own, End = connection.End });
            connection.Accepted();
            return forth;
        }

        public void SendDatagram(Endpoint from, Endpoint to, WireMessage message) => Other.SendDatagram(from, to, message);
    }

    private sealed class Half : IFrameSink
    {
        public INetwork Into { get; init; } = null!;

        public ConnectionEnd End { get; set; }

        public void Deliver(ConnectionEnd end, Frame frame)
        {
            if (frame.Kind == FrameKind.Data)
            {
                Into.Send(End, frame.Message!);
            }
        }
    }
}
