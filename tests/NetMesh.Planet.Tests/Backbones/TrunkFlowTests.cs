using NetMesh.Planet.Links;
using NetMesh.Planet.Paths;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet.Tests.Backbones;

/// <summary>How fast a stream between two processes goes, and what holds it back.</summary>
public sealed class TrunkFlowTests
{
    private static readonly NetworkOptions TwentyMs = new()
    {
        Paths = [new PathOverride("us-east", "eu-west", TimeSpan.FromMilliseconds(20))],
    };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_paused_receiver_stops_the_sender_until_it_resumes(bool unshaped)
    {
        var planet = new TestProcesses(options: new NetworkOptions { Unshaped = unshaped });
        var (caller, called) = planet.Join(planet.AddHost(0, TestPlanet.East), planet.AddHost(1, TestPlanet.West));
        planet[1].Network.Pause(called.End);
        planet[1].Network.Pause(called.End);
        planet.Clock.RunUntilIdle();
        var sent = 1;
        while (caller.Send(16_384, sent - 1))
        {
            sent++;
        }

        planet.Clock.RunUntilIdle();
        Assert.Empty(called.Numbers);
        planet[1].Network.Resume(called.End);
        planet.Clock.RunUntilIdle();
        Assert.Equal(Enumerable.Range(0, sent).Select(i => (long)i), called.Numbers);
        Assert.Equal(FrameKind.Writable, caller.Kinds[^1]);
    }

    [Fact]
    public void A_dialler_that_takes_nothing_yet_says_so_as_soon_as_it_is_answered()
    {
        var planet = new TestProcesses();
        var a = planet.AddHost(0, TestPlanet.East);
        var b = planet.AddHost(1, TestPlanet.West, 1_000_000);
        var end = planet[0].Network.Connect(a, b);
        planet[0].Network.Pause(end);
        // The first one of a second's worth is on its way when the called end hears that it should wait.
        planet[1].OnFrame = heard =>
        {
            for (var i = 0; heard.Frame.Kind == FrameKind.Opened && i < 8; i++)
            {
                planet[1].Network.Send(heard.End, new Parcel(16_000, i));
            }
        };
        planet.Clock.RunUntilIdle();
        Assert.InRange(planet[0].NumbersAt(end).Count, 0, 2);
        planet[0].Network.Resume(end);
        planet.Clock.RunUntilIdle();
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], planet[0].NumbersAt(end));
    }

    [Fact]
    public void No_more_than_a_window_is_under_way_between_the_processes()
    {
        const int Window = 100_000, Length = 1_460;
        var planet = new TestProcesses(options: new NetworkOptions { TrunkWindow = Window });
        var (caller, called) = planet.Join(planet.AddHost(0, TestPlanet.East, 50_000_000), planet.AddHost(1, TestPlanet.East));
        planet.Backbone.LeastDelay = TimeSpan.FromMilliseconds(50);
        planet.Backbone.MostDelay = TimeSpan.FromMilliseconds(100);
        var most = 0L;
        planet.Backbone.OnSend = (_, _, _) => most = Math.Max(most, planet.Backbone.UnderWay.Sum(each => each.Frame.Message?.WireLength ?? 0));
        planet[0].KeepFull(caller.End, Length);
        planet.Clock.RunFor(TimeSpan.FromSeconds(5));
        // What was on the path (a millisecond) when the window was full comes on top.
        Assert.InRange(most, Window / 2, Window + Length + 6_250);
        Assert.InRange(planet[0].Network.QueuedBytes(caller.End), 0, (64 * 1024) + Length);
        // A window per round trip, less what waits to be told of.
        Assert.InRange(called.Numbers.Count * (long)Length, 5_000 / 200 * Window * 3 / 4, 5_000 / 100 * Window);
    }

    [Fact]
    public void A_sender_that_floods_a_receiver_that_pauses_holds_a_window_and_its_queue()
    {
        const int Window = 200_000, Length = 10_000;
        var planet = new TestProcesses(options: new NetworkOptions { TrunkWindow = Window, Unshaped = true });
        planet.Backbone.MostDelay = TimeSpan.FromMilliseconds(20);
        var (caller, called) = planet.Join(planet.AddHost(0, TestPlanet.East), planet.AddHost(1, TestPlanet.West));
        var sent = 0L;
        planet[0].KeepFull(caller.End, Length, () => ++sent > 0);
        Assert.InRange(sent * Length, Window, Window + (64 * 1024) + (2 * Length));
        planet[1].Network.Pause(called.End);
        planet.Clock.RunFor(TimeSpan.FromSeconds(2));
        var (before, heard) = (sent, called.Numbers.Count);
        planet.Clock.RunFor(TimeSpan.FromSeconds(20));
        Assert.Equal((before, heard), (sent, called.Numbers.Count));
        Assert.InRange((sent - heard) * Length, 0, Window + (64 * 1024) + (2 * Length));
        planet[1].Network.Resume(called.End);
        planet.Clock.RunFor(TimeSpan.FromSeconds(1));
        Assert.True(called.Numbers.Count > heard + 100);
    }

    [Fact]
    public void A_sender_that_outruns_the_receiver_s_downlink_is_held_back()
    {
        var planet = new TestProcesses();
        var (caller, called) = planet.Join(planet.AddHost(0, TestPlanet.East, 1_000_000_000), planet.AddHost(1, TestPlanet.West, 0, 10_000_000));
        var sent = 0;
        planet[0].KeepFull(caller.End, 16_384, () => ++sent < 2000);
        planet.Clock.RunFor(TimeSpan.FromSeconds(1));
        var heard = called.Numbers.Count;
        planet.Clock.RunFor(TimeSpan.FromSeconds(5));
        Assert.InRange((called.Numbers.Count - heard) * 16_384L, 6_000_000, 6_250_000);
        // What the path holds (some 50 ms of a gigabit), the downlink's window, the sender's queue, and what leaves while the word to wait is on its way.
        Assert.InRange((sent - called.Numbers.Count) * 16_384L, 100_000, 7_000_000);
    }

    [Theory]
    [InlineData(20_000_000, 10_000_000)]
    [InlineData(10_000_000, 20_000_000)]
    [InlineData(10_000_000, 0)]
    public void A_transfer_takes_as_long_as_within_one_process_and_the_backbone(long upBits, long downBits)
    {
        var delay = TimeSpan.FromMilliseconds(2);
        var one = new TestPlanet(TwentyMs);
        var within = Transfer(one, one.AddHost(TestPlanet.East, upBits), one.AddHost(TestPlanet.West, 0, downBits), () => one.Frames[^1].AtNs);
        var two = new TestProcesses(options: TwentyMs) { Backbone = { LeastDelay = delay, MostDelay = delay } };
        var between = Transfer(two[0], two.AddHost(0, TestPlanet.East, upBits), two.AddHost(1, TestPlanet.West, 0, downBits), () => two[1].Frames[^1].AtNs);
        // The call, its answer and the last message: each crossed the backbone once.
        Assert.InRange(between - within, 0, 3 * delay.Ticks * 100);
    }

    [Fact]
    public void A_downlink_is_shared_by_streams_from_every_process()
    {
        var planet = new TestProcesses(3, TwentyMs);
        var c = planet.AddHost(2, TestPlanet.West, 0, 10_000_000);
        var first = planet.Join(planet.AddHost(0, TestPlanet.East), c);
        var second = planet.Join(planet.AddHost(1, TestPlanet.East), c);
        var third = planet.Join(planet.AddHost(2, TestPlanet.West), c);
        var streams = new[] { first, second, third };
        foreach (var (caller, _) in streams)
        {
            for (var i = 0; i < 3000; i++)
            {
                caller.Send(1460, i);
            }
        }

        planet.Clock.RunFor(TimeSpan.FromSeconds(3));
        Assert.All(streams, stream => Assert.InRange(stream.Called.Numbers.Count * 1500 * 8 / 3.0, 3_000_000, 3_500_000));
        Assert.Equal(0, planet[2].Network.Totals.Bytes - (planet[2].Network.Totals.Messages * 1500));
        // Each message entered a path once, in its sender's process.
        Assert.All([planet[0], planet[1], planet[2]], process => Assert.Equal(3000 * 1500, process.Network.Totals.Bytes));
    }

    [Fact]
    public void What_is_sent_to_an_end_that_has_closed_does_not_wait_for_it_to_be_taken()
    {
        var planet = new TestProcesses(options: new NetworkOptions { TrunkWindow = 50_000 });
        var (caller, called) = planet.Join(planet.AddHost(0, TestPlanet.East, 1_000_000), planet.AddHost(1, TestPlanet.East, 80_000_000, 1_000_000));
        caller.Send(1_000_000);
        planet[0].Network.Close(caller.End);
        var sent = 0L;
        planet[1].KeepFull(called.End, 1000, () => ++sent > 0);
        planet.Clock.RunFor(TimeSpan.FromSeconds(1));
        Assert.InRange(sent, 5_000, 11_000);
        planet.Clock.RunUntilIdle();
        Assert.Equal(FrameKind.Closed, called.Kinds[^1]);
        Assert.Equal([FrameKind.Accepted], caller.Kinds);
    }

    // Ten megabytes; when the last of them was heard.
    private static long Transfer(TestPlanet from, Endpoint a, Endpoint b, Func<long> last)
    {
        var end = from.Network.Connect(new Endpoint(a.Address, 0), b);
        var left = 10_000;
        from.KeepFull(end, 1000, () => left-- > 0);
        from.Clock.RunUntilIdle();
        return last();
    }
}
