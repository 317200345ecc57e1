using NetMesh.Clock;
using NetMesh.Labs.Oracles;
using NetMesh.Planet.Faults;
using NetMesh.Planet.Links;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet.Tests.Tcp;

public sealed class LossTests
{
    // As long as it takes for 3,000 losses: by then the mean is known to about 1 %.
    [Theory]
    [InlineData(0.0003, 20, 1)]
    [InlineData(0.001, 20, 1)]
    [InlineData(0.001, 100, 2)]
    [InlineData(0.001, 300, 3)]
    [InlineData(0.003, 100, 1)]
    [InlineData(0.003, 100, 2)]
    [InlineData(0.003, 100, 3)]
    [InlineData(0.01, 100, 1)]
    public void In_the_long_run_loss_and_distance_set_the_rate_as_the_square_root_law_says(double loss, int milliseconds, long seed)
    {
        var roundTrip = TimeSpan.FromMilliseconds(milliseconds);
        var planet = new TestPlanet(TcpPlanet.Options(roundTrip, loss), seed);
        var end = planet.Dial(planet.AddHost(TestPlanet.East), planet.AddHost(TestPlanet.West));
        var rounds = 3000 / loss / SquareRootLaw.Window(loss);
        var throughput = planet.Throughput(end, 14_600, 100 * roundTrip, rounds * roundTrip);
        var law = SquareRootLaw.BitsPerSecond(WireSize.SegmentLength, roundTrip, loss);
        Assert.InRange(throughput / law, 0.9, 1.1);
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.25)]
    public void Where_time_outs_rule_it_is_slower_than_the_law_and_everything_still_arrives_in_order(double loss)
    {
        var planet = new TestPlanet(TcpPlanet.Options(TimeSpan.FromMilliseconds(50), loss));
        var end = planet.Dial(planet.AddHost(TestPlanet.East, 50_000_000), planet.AddHost(TestPlanet.West, 0, 50_000_000));
        for (var i = 0; i < 2000; i++)
        {
            planet.Network.Send(end, new Parcel(1 + (i * 37 % 3000), i));
            planet.Network.Send(end.Other, new Parcel(1 + (i * 53 % 3000), i));
        }

        planet.Network.Close(end);
        planet.Clock.RunUntilIdle();
        Assert.Equal(Enumerable.Range(0, 2000).Select(i => (long)i), planet.NumbersAt(end.Other));
        Assert.Equal(FrameKind.Closed, planet.KindsAt(end.Other)[^1]);
        Assert.Equal(0, planet.Network.ConnectionCount);
    }

    [Fact]
    public void A_lost_segment_with_enough_behind_it_comes_a_round_trip_later_and_holds_up_what_is_behind_it()
    {
        var arrivals = Arrivals(messages: 10, out var lost);
        // The third segment behind it leaves at the same time; its acknowledgement takes a round trip, and what is sent again half of one.
        Assert.Equal([.. Enumerable.Repeat(50.0, lost), .. Enumerable.Repeat(150.0, 10 - lost)], arrivals);
    }

    [Fact]
    public void A_lost_segment_with_little_behind_it_waits_for_the_time_out()
    {
        var arrivals = Arrivals(messages: 2, out var lost);
        // 100 ms, and four times its variation of 50 ms, after it left; then the way there.
        Assert.Equal([.. Enumerable.Repeat(50.0, lost), .. Enumerable.Repeat(350.0, 2 - lost)], arrivals);
    }

    // Messages of one segment are sent at once over a path that loses one of them and nothing else: when each arrives, in milliseconds.
    private static List<double> Arrivals(int messages, out int lost)
    {
        for (var seed = 1; ; seed++)
        {
            var planet = new TestPlanet(TcpPlanet.Options(TimeSpan.FromMilliseconds(100)), seed);
            var end = planet.Dial(planet.AddHost(TestPlanet.East), planet.AddHost(TestPlanet.West));
            planet.Network.Faults.Degrade("us-east", "eu-west", new PathDegradation(ExtraLoss: 0.2));
            var startedNs = planet.Clock.NowNs;
            for (var i = 0; i < messages; i++)
            {
                planet.Network.Send(end, new Parcel(1000, i));
            }

            planet.Network.Faults.HealAll();
            planet.Clock.RunUntilIdle();
            List<double> arrivals = [.. planet.FramesAt(end.Other).Skip(1).Select(heard => (heard.AtNs - startedNs) / 1e6)];
            Assert.Equal(messages, arrivals.Count);
            lost = arrivals.FindIndex(at => at > 50);
            if (planet.Network.Totals.Drops == 1 && lost < messages - 3 + (messages < 4 ? 3 : 0))
            {
                return arrivals;
            }
        }
    }

    [Fact]
    public void A_spike_of_total_loss_is_survived_and_the_time_out_doubles_until_it_is_over()
    {
        var planet = new TestPlanet(TcpPlanet.Options(TimeSpan.FromMilliseconds(100)));
        var end = planet.Dial(planet.AddHost(TestPlanet.East), planet.AddHost(TestPlanet.West));
        planet.Network.Faults.Degrade("us-east", "eu-west", new PathDegradation(ExtraLoss: 1));
        var startedNs = planet.Clock.NowNs;
        planet.Network.Send(end, new Parcel(1000, 1));
        planet.Clock.RunFor(TimeSpan.FromSeconds(3));
        planet.Network.Faults.HealAll();
        planet.Network.Send(end, new Parcel(1000, 2));
        planet.Clock.RunUntilIdle();
        Assert.Equal([1, 2], planet.NumbersAt(end.Other));
        // 0.3 + 0.6 + 1.2 + 2.4 s: the fourth is the first after the spike.
        Assert.Equal(4.55, (planet.FramesAt(end.Other).ElementAt(1).AtNs - startedNs) / 1e9, 1e-6);
    }

    [Fact]
    public void One_seed_is_one_history()
    {
        Assert.Equal(History(1), History(1));
        Assert.NotEqual(History(1), History(2));
    }

    private static List<(long, long)> History(long seed)
    {
        var planet = new TestPlanet(TcpPlanet.Options(TimeSpan.FromMilliseconds(30), 0.02) with { Jitter = TimeSpan.FromMilliseconds(3) }, seed);
        var end = planet.Dial(planet.AddHost(TestPlanet.East, 5_000_000), planet.AddHost(TestPlanet.West));
        for (var i = 0; i < 500; i++)
        {
            planet.Network.Send(end, new Parcel(2000, i));
        }

        planet.Clock.RunUntilIdle();
        return [.. planet.FramesAt(end.Other).Select(heard => (heard.AtNs, heard.Sequence))];
    }

    [Fact]
    public void Sending_allocates_nothing_even_when_windows_fill_and_segments_are_lost()
    {
        var planet = new TestPlanet(TcpPlanet.Options(TimeSpan.FromMilliseconds(20), 0.01));
        var end = planet.Dial(planet.AddHost(TestPlanet.East, 80_000_000), planet.AddHost(TestPlanet.West, 0, 80_000_000));
        planet.WritesDown = false;
        var parcel = new Parcel(16_384);
        Exchange(3_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Exchange(3_000);
        // The door's own record of each frame is 72 bytes.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 3_000, 0, 2 * 80);

        void Exchange(int count)
        {
            for (var i = 0; i < count; i++)
            {
                planet.Network.Send(end, parcel);
                planet.Clock.RunFor(TimeSpan.FromMilliseconds(10));
            }
        }
    }
}
