using NetMesh.Labs.Oracles;
using NetMesh.Planet.Links;
using NetMesh.Planet.Paths;

namespace NetMesh.Planet.Tests.Tcp;

public sealed class SlowStartTests
{
    // Links round each message up to a nanosecond.
    private static readonly TimeSpan Rounding = TimeSpan.FromMicroseconds(1);

    [Theory]
    [InlineData(1)]
    [InlineData(14_600)]
    [InlineData(14_601)]
    [InlineData(100_000)]
    [InlineData(1_000_000)]
    [InlineData(5_000_000)]
    public void Without_a_link_in_the_way_a_fetch_takes_as_many_round_trips_as_windows_and_two_to_begin(int length)
    {
        foreach (var milliseconds in new[] { 4, 30, 200 })
        {
            var roundTrip = TimeSpan.FromMilliseconds(milliseconds);
            var planet = new TestPlanet(TcpPlanet.Options(roundTrip));
            var took = planet.Fetch(planet.AddHost(TestPlanet.West), planet.AddHost(TestPlanet.East), length);
            Assert.Equal(TcpLatency.Fetch(WireSize.OfStream(length), roundTrip, 0), took);
            Assert.Equal((1 + TcpLatency.Rounds(WireSize.OfStream(length))) * roundTrip, took);
        }
    }

    // The slowest link at the server, at the client, and both alike; over a path from next door and from the other side of the planet.
    [Theory]
    [InlineData(1_000_000, 0)]
    [InlineData(10_000_000, 0)]
    [InlineData(100_000_000, 0)]
    [InlineData(0, 1_000_000)]
    [InlineData(0, 10_000_000)]
    [InlineData(100_000_000, 10_000_000)]
    [InlineData(10_000_000, 10_000_000)]
    public void A_fetch_takes_what_the_textbook_s_formula_says(long serverUp, long clientDown)
    {
        var slowest = serverUp == 0 || (clientDown > 0 && clientDown < serverUp) ? clientDown : serverUp;
        foreach (var (link, milliseconds, length) in
                 from link in new[] { LinkDiscipline.Fair, LinkDiscipline.Fifo }
                 from milliseconds in new[] { 10, 80, 300 }
                 from length in new[] { 5_000, 20_000, 100_000, 300_000, 2_000_000 }
                 select (link, milliseconds, length))
        {
            var roundTrip = TimeSpan.FromMilliseconds(milliseconds);
            var planet = new TestPlanet(TcpPlanet.Options(roundTrip, link: link));
            var took = planet.Fetch(planet.AddHost(TestPlanet.West, 0, clientDown), planet.AddHost(TestPlanet.East, serverUp), length);
            var expected = TcpLatency.Fetch(WireSize.OfStream(length), roundTrip, slowest);
            Assert.True((took - expected).Duration() <= Rounding, $"{length} bytes, {milliseconds} ms, {link}: {took}, not {expected}");
        }
    }

    [Fact]
    public void Access_latency_is_part_of_the_round_trip()
    {
        var planet = new TestPlanet(TcpPlanet.Options(TimeSpan.FromMilliseconds(40)));
        var client = planet.AddHost(TestPlanet.West, latency: TimeSpan.FromMilliseconds(8));
        var server = planet.AddHost(TestPlanet.East, latency: TimeSpan.FromMilliseconds(2));
        Assert.Equal(TcpLatency.Fetch(WireSize.OfStream(500_000), TimeSpan.FromMilliseconds(60), 0), planet.Fetch(client, server, 500_000));
    }

    // A stream has no messages: what is cut into many takes as long, up to the segments that are not full.
    [Theory]
    [InlineData(1460)]
    [InlineData(16_384)]
    public void Messages_take_as_many_rounds_as_one_of_their_size(int messageLength)
    {
        var roundTrip = TimeSpan.FromMilliseconds(100);
        var planet = new TestPlanet(TcpPlanet.Options(roundTrip));
        var took = planet.Fetch(planet.AddHost(TestPlanet.West), planet.AddHost(TestPlanet.East), 50 * 14_600, messageLength);
        Assert.Equal(TcpLatency.Fetch(50 * 15_000, roundTrip, 0), took);
    }

    [Fact]
    public void The_second_fetch_on_a_connection_finds_the_window_open_and_after_a_pause_closed_again()
    {
        var roundTrip = TimeSpan.FromMilliseconds(100);
        var planet = new TestPlanet(TcpPlanet.Options(roundTrip));
        var end = planet.Dial(planet.AddHost(TestPlanet.East), planet.AddHost(TestPlanet.West));
        Assert.Equal(4.5, RoundTripsOf(450_000));
        Assert.Equal(0.5, RoundTripsOf(450_000));
        planet.Clock.RunFor(TimeSpan.FromSeconds(10));
        Assert.Equal(4.5, RoundTripsOf(450_000));

        // Half of one is the way there.
        double RoundTripsOf(int length)
        {
            var startedNs = planet.Clock.NowNs;
            planet.Frames.Clear();
            planet.Network.Send(end, new Parcel(length));
            while (!planet.FramesAt(end.Other).Any())
            {
                Assert.True(planet.Clock.RunNext());
            }

            var tookNs = planet.Clock.NowNs - startedNs;
            // The last window's acknowledgement.
            planet.Clock.RunFor(roundTrip);
            return tookNs / 100e6;
        }
    }

    [Fact]
    public void The_receiver_s_window_is_the_largest()
    {
        var roundTrip = TimeSpan.FromMilliseconds(100);
        var planet = new TestPlanet(TcpPlanet.Options(roundTrip) with { ReceiveWindow = 150_000 });
        var end = planet.Dial(planet.AddHost(TestPlanet.East), planet.AddHost(TestPlanet.West));
        var throughput = planet.Throughput(end, 14_600, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(60));
        Assert.Equal(10 * 14_600 * 8 / 0.1, throughput, 2000.0);
    }

    [Fact]
    public void A_host_s_talk_with_itself_knows_no_distance()
    {
        var planet = new TestPlanet(TcpPlanet.Options(TimeSpan.FromMilliseconds(100)) with { LeastLatency = TimeSpan.FromMilliseconds(50) });
        var host = planet.AddHost(TestPlanet.East);
        Assert.Equal(TimeSpan.Zero, planet.Fetch(host, host, 5_000_000));
    }

    [Fact]
    public void Jitter_delays_a_stream_and_keeps_its_order()
    {
        var planet = new TestPlanet(TcpPlanet.Options(TimeSpan.FromMilliseconds(50)) with
        {
            Paths = [new PathOverride("us-east", "eu-west", TimeSpan.FromMilliseconds(25), Jitter: TimeSpan.FromMilliseconds(40))],
        });
        var end = planet.Dial(planet.AddHost(TestPlanet.East, 20_000_000), planet.AddHost(TestPlanet.West));
        for (var i = 0; i < 400; i++)
        {
            planet.Network.Send(end, new Parcel(1 + (i * 37 % 5000), i));
        }

        planet.Clock.RunUntilIdle();
        Assert.Equal(Enumerable.Range(0, 400).Select(i => (long)i), planet.NumbersAt(end.Other));
    }
}
