using NetMesh.Planet.Faults;
using NetMesh.Planet.Links;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet.Tests.Tcp;

public sealed class PartitionTests
{
    private static readonly NetworkOptions HundredMs = TcpPlanet.Options(TimeSpan.FromMilliseconds(100));

    [Theory]
    [InlineData(LinkDiscipline.Fair, 10_000_000)]
    [InlineData(LinkDiscipline.Fifo, 10_000_000)]
    [InlineData(LinkDiscipline.Fair, 0)]
    public void A_stream_goes_on_at_the_first_retransmission_after_a_partition(LinkDiscipline link, long upBits)
    {
        var planet = new TestPlanet(HundredMs with { Link = link });
        var end = planet.Dial(planet.AddHost(TestPlanet.East, upBits), planet.AddHost(TestPlanet.West));
        planet.Network.Send(end, new Parcel(1000, 0));
        planet.Clock.RunFor(TimeSpan.FromMilliseconds(10));
        planet.Network.Faults.Partition("eu-west", "us-east");
        var cutNs = planet.Clock.NowNs;
        for (var i = 1; i <= 30; i++)
        {
            planet.Network.Send(end, new Parcel(1460, i));
        }

        planet.Clock.RunFor(TimeSpan.FromSeconds(10));
        // What was on its way when the cut came still arrives.
        Assert.Equal([0], planet.NumbersAt(end.Other));
        planet.Network.Faults.HealAll();
        planet.Clock.RunUntilIdle();
        Assert.Equal(Enumerable.Range(0, 31).Select(i => (long)i), planet.NumbersAt(end.Other));
        // Three round trips, doubled each time: 0.3, 0.9, 2.1, 4.5, 9.3 and 18.9 s after it left.
        var segmentMs = upBits == 0 ? 0 : 1500 * 8e3 / upBits;
        var timeoutMs = 3 * (100 + (segmentMs * 1040 / 1500));
        Assert.Equal((63 * timeoutMs) + segmentMs + 50, (planet.FramesAt(end.Other).ElementAt(2).AtNs - cutNs) / 1e6, 0.001);
        // Little was under way: from two segments on the window grows by one.
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 2], Bursts(planet.FramesAt(end.Other).Skip(2).Select(heard => heard.AtNs)));
    }

    [Fact]
    public void A_partition_that_begins_when_something_is_lost_already_goes_by_the_first_one_s_time_outs()
    {
        var planet = new TestPlanet(HundredMs);
        var end = planet.Dial(planet.AddHost(TestPlanet.East), planet.AddHost(TestPlanet.West));
        planet.Network.Faults.Degrade("us-east", "eu-west", new PathDegradation(ExtraLoss: 1));
        var lostNs = planet.Clock.NowNs;
        planet.Network.Send(end, new Parcel(1000, 1));
        planet.Network.Faults.HealAll();
        planet.Network.Faults.Partition("us-east", "eu-west");
        planet.Clock.RunFor(TimeSpan.FromMilliseconds(50));
        planet.Network.Send(end, new Parcel(1000, 2));
        planet.Clock.RunFor(TimeSpan.FromSeconds(5));
        planet.Network.Faults.HealAll();
        planet.Clock.RunUntilIdle();
        Assert.Equal([1, 2], planet.NumbersAt(end.Other));
        // 0.3, 0.9, 2.1, 4.5 and 9.3 s after it was lost.
        Assert.Equal([9.35, 9.35], planet.FramesAt(end.Other).Skip(1).Select(heard => Math.Round((heard.AtNs - lostNs) / 1e9, 6)));
    }

    [Fact]
    public void A_stream_that_gets_nothing_through_for_too_long_is_reset_at_both_ends_and_an_idle_one_is_not()
    {
        var planet = new TestPlanet(HundredMs with { StallTimeout = TimeSpan.FromSeconds(20) });
        var a = planet.AddHost(TestPlanet.East, 10_000_000);
        var b = planet.AddHost(TestPlanet.West);
        ConnectionEnd busy = planet.Dial(a, b), idle = planet.Dial(a, b);
        planet.Network.Faults.Isolate("eu-west");
        var cutNs = planet.Clock.NowNs;
        planet.Network.Send(busy, new Parcel(1000, 1));
        planet.Clock.RunFor(TimeSpan.FromSeconds(19));
        Assert.Equal(2, planet.Network.ConnectionCount);
        planet.Clock.RunFor(TimeSpan.FromSeconds(2));
        Assert.Equal(FrameKind.Reset, planet.KindsAt(busy)[^1]);
        Assert.Equal(FrameKind.Reset, planet.KindsAt(busy.Other)[^1]);
        Assert.Equal(20, (planet.FramesAt(busy).Last().AtNs - cutNs) / 1e9, 0.01);
        planet.Network.Faults.Rejoin("eu-west");
        planet.Network.Send(idle, new Parcel(1000, 2));
        planet.Clock.RunUntilIdle();
        Assert.Equal([2], planet.NumbersAt(idle.Other));
    }

    [Fact]
    public void Dialling_across_a_partition_is_tried_again_after_1_2_and_4_seconds()
    {
        var planet = new TestPlanet(HundredMs);
        var a = planet.AddHost(TestPlanet.East);
        var b = planet.AddHost(TestPlanet.West);
        planet.Network.Faults.Partition("us-east", "eu-west");
        var end = planet.Network.Connect(a, b);
        planet.Clock.RunFor(TimeSpan.FromSeconds(5));
        planet.Network.Faults.HealAll();
        planet.Clock.RunUntilIdle();
        Assert.Equal([FrameKind.Accepted], planet.KindsAt(end));
        Assert.Equal(7.1, planet.FramesAt(end).Single().AtNs / 1e9, 1e-6);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(3)]
    [InlineData(0.5)]
    public void Dialling_across_a_partition_that_lasts_is_given_up(double seconds)
    {
        var planet = new TestPlanet(HundredMs with { DialTimeout = TimeSpan.FromSeconds(seconds) });
        var (a, b) = (planet.AddHost(TestPlanet.East), planet.AddHost(TestPlanet.West));
        planet.Network.Faults.Partition("us-east", "eu-west");
        Assert.Equal([FrameKind.Reset], planet.KindsAt(planet.Dial(a, b)));
        Assert.Equal(seconds, planet.Clock.NowNs / 1e9, 1e-6);
        Assert.Equal(0, planet.Network.ConnectionCount);
    }

    [Fact]
    public void Set_up_messages_are_lost_by_chance_and_sent_again_after_a_second()
    {
        var planet = new TestPlanet(TcpPlanet.Options(TimeSpan.FromMilliseconds(100), 0.1));
        var (a, b) = (planet.AddHost(TestPlanet.East), planet.AddHost(TestPlanet.West));
        var took = Enumerable.Range(0, 2000).Select(_ =>
        {
            var startedNs = planet.Clock.NowNs;
            planet.Dial(a, b);
            return (planet.Clock.NowNs - startedNs) / 1e9;
        }).ToList();
        // Both messages get through, or one of them is lost once.
        Assert.InRange(took.Count(seconds => Math.Abs(seconds - 0.1) < 1e-6) / 2000.0, 0.79, 0.83);
        Assert.InRange(took.Count(seconds => Math.Abs(seconds - 1.1) < 1e-6) / 2000.0, 0.14, 0.18);
    }

    private static List<int> Bursts(IEnumerable<long> arrivalsNs)
    {
        var bursts = new List<int>();
        var lastNs = -1_000_000_000L;
        foreach (var atNs in arrivalsNs)
        {
            if (atNs - lastNs > 50_000_000)
            {
                bursts.Add(0);
            }

            bursts[^1]++;
            lastNs = atNs;
        }

        return bursts;
    }
}
