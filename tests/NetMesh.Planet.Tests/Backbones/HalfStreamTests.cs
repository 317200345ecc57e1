using NetMesh.Planet.Hosts;
using NetMesh.Planet.Links;
using NetMesh.Planet.Paths;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet.Tests.Backbones;

/// <summary>Streams between hosts of two processes, from the call to the end.</summary>
public sealed class HalfStreamTests
{
    private static readonly NetworkOptions FiftyMs = new()
    {
        Paths = [new PathOverride("us-east", "eu-west", TimeSpan.FromMilliseconds(50))],
    };

    [Fact]
    public void A_call_crosses_the_path_and_the_backbone_and_so_does_the_answer()
    {
        var planet = new TestProcesses(options: FiftyMs) { Backbone = { LeastDelay = TimeSpan.FromMilliseconds(3), MostDelay = TimeSpan.FromMilliseconds(3) } };
        var a = planet.AddHost(0, TestPlanet.East, latency: TimeSpan.FromMilliseconds(5));
        var b = planet.AddHost(1, TestPlanet.West, latency: TimeSpan.FromMilliseconds(10));
        var (caller, called) = planet.Join(a, b);
        Assert.True(caller.End.IsDialler);
        Assert.False(called.End.IsDialler);
        Assert.Equal(136_000_000, planet.Clock.NowNs);
        var opened = planet[1].FramesAt(called.End).Single();
        Assert.Equal((68_000_000, 0, b.Address), (opened.AtNs, opened.Sequence, opened.Host));
        var dialled = Assert.IsType<Dialled>(opened.Frame.Message);
        Assert.Equal((a.Address, b), (dialled.From.Address, dialled.To));
        Assert.Equal(a.Address, planet[0].FramesAt(caller.End).Single().Host);
        // Nobody gives up on a call that was answered.
        planet.Clock.RunFor(FiftyMs.DialTimeout);
        Assert.Equal((1, 1), (planet[0].Network.ConnectionCount, planet[1].Network.ConnectionCount));
    }

    [Theory]
    [InlineData(LinkDiscipline.Fair, 0)]
    [InlineData(LinkDiscipline.Fair, 4_000_000)]
    [InlineData(LinkDiscipline.Fifo, 4_000_000)]
    public void A_stream_keeps_order_however_the_backbone_reorders_and_repeats(LinkDiscipline link, long bits)
    {
        var planet = new TestProcesses(options: new NetworkOptions { Link = link, Jitter = TimeSpan.FromMilliseconds(40), Loss = 0.2 });
        planet.Backbone.MostDelay = TimeSpan.FromMilliseconds(100);
        planet.Backbone.Repeated = 0.1;
        var a = planet.AddHost(0, TestPlanet.East, bits, bits);
        var b = planet.AddHost(1, TestPlanet.West, bits, bits);
        (TestEnd Caller, TestEnd Called)[] streams = [planet.Join(a, b), planet.Join(b, a), planet.Join(a, b)];
        for (var i = 0; i < 300; i++)
        {
            foreach (var (caller, called) in streams)
            {
                caller.Send(1 + (i * 37 % 3000), i);
                called.Send(1 + (i * 53 % 3000), i);
            }
        }

        planet.Clock.RunUntilIdle();
        Assert.True(planet.Backbone.Frames.Overtook > 100, $"{planet.Backbone.Frames}");
        Assert.All(streams.SelectMany(stream => new[] { stream.Caller, stream.Called }), end =>
        {
            Assert.Equal(Enumerable.Range(0, 300).Select(i => (long)i), end.Numbers);
            Assert.Equal(Enumerable.Range(0, end.Kinds.Count).Select(i => (long)i), end.Process.FramesAt(end.End).Select(heard => heard.Sequence));
        });
    }

    [Fact]
    public void A_message_sent_before_the_answer_waits_for_it()
    {
        var planet = new TestProcesses(options: FiftyMs);
        var a = planet.AddHost(0, TestPlanet.East);
        var b = planet.AddHost(1, TestPlanet.West);
        var end = planet[0].Network.Connect(a, b);
        Assert.True(planet[0].Network.Send(end, new Parcel(100, 7)));
        planet.Clock.RunUntilIdle();
        var called = planet[1].Frames[0].End;
        Assert.Equal([7], planet[1].NumbersAt(called));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Closing_comes_after_everything_sent_and_leaves_nothing_behind(bool callerCloses)
    {
        var planet = new TestProcesses();
        planet.Backbone.MostDelay = TimeSpan.FromMilliseconds(300);
        var (caller, called) = planet.Join(planet.AddHost(0, TestPlanet.East, 1_000_000, 700_000), planet.AddHost(1, TestPlanet.West, 500_000, 500_000));
        var (closer, other) = callerCloses ? (caller, called) : (called, caller);
        for (var i = 0; i < 10; i++)
        {
            closer.Send(5000, i);
            other.Send(5000, i);
        }

        closer.Process.Network.Close(closer.End);
        closer.Send(1, 99);
        planet.Clock.RunUntilIdle();
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (long)i), other.Numbers);
        Assert.Equal(FrameKind.Closed, other.Kinds[^1]);
        Assert.Single(closer.Kinds);
        Assert.Equal((0, 0), (planet[0].Network.ConnectionCount, planet[1].Network.ConnectionCount));
    }

    [Fact]
    public void Both_ends_may_close_at_once()
    {
        var planet = new TestProcesses();
        var (caller, called) = planet.Join(planet.AddHost(0, TestPlanet.East, 1_000_000), planet.AddHost(1, TestPlanet.West, 1_000_000));
        caller.Send(50_000);
        called.Send(500_000);
        planet[0].Network.Close(caller.End);
        planet[1].Network.Close(called.End);
        planet.Clock.RunUntilIdle();
        Assert.Equal((1, 1), (caller.Kinds.Count, called.Kinds.Count));
        Assert.Equal((0, 0), (planet[0].Network.ConnectionCount, planet[1].Network.ConnectionCount));
    }

    [Fact]
    public void A_reset_drops_what_is_queued_and_comes_behind_what_was_sent()
    {
        var planet = new TestProcesses(options: FiftyMs);
        planet.Backbone.MostDelay = TimeSpan.FromMilliseconds(200);
        var (caller, called) = planet.Join(planet.AddHost(0, TestPlanet.East, 1_000_000), planet.AddHost(1, TestPlanet.West));
        for (var i = 0; i < 30; i++)
        {
            caller.Send(5000, i);
        }

        planet.Clock.RunFor(TimeSpan.FromMilliseconds(500));
        planet[0].Network.Reset(caller.End);
        var left = planet.Backbone.Frames.Sent;
        planet.Clock.RunUntilIdle();
        Assert.Equal(FrameKind.Reset, called.Kinds[^1]);
        // All that had left over the backbone, of which one frame was the answer to the call.
        Assert.InRange(left, 8, 12);
        Assert.Equal(Enumerable.Range(0, (int)left - 1).Select(i => (long)i), called.Numbers);
        Assert.Equal([FrameKind.Accepted], caller.Kinds);
        Assert.Equal((0, 0), (planet[0].Network.ConnectionCount, planet[1].Network.ConnectionCount));
    }

    [Fact]
    public void A_call_of_a_program_that_no_longer_listens_is_refused()
    {
        var planet = new TestProcesses();
        var a = planet.AddHost(0, TestPlanet.East);
        var b = planet.AddHost(1, TestPlanet.West);
        planet[1].Map.Unlisten(b);
        Assert.Equal([FrameKind.Reset], planet.Dial(a, b).Kinds);
        planet[1].Map.Listen(b, new Service("another"));
        Assert.Equal([FrameKind.Reset], planet.Dial(a, b).Kinds);
        planet.Clock.RunUntilIdle();
        Assert.Empty(planet[1].Frames);
        Assert.Equal((0, 0), (planet[0].Network.ConnectionCount, planet[1].Network.ConnectionCount));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_program_listed_everywhere_is_heard_where_it_is_called_even_if_that_is_here(int process)
    {
        var planet = new TestProcesses();
        var a = planet.AddHost(0, TestPlanet.East);
        var b = planet.AddSilentHost(process, TestPlanet.West);
        planet[0].Map.Listen(b, TestPlanet.Program with { RunsHere = false });
        planet[1].Map.Listen(b, TestPlanet.Program with { RunsHere = false });
        var (caller, called) = planet.Join(a, b);
        caller.Send(10, 1);
        called.Send(10, 2);
        planet.Clock.RunUntilIdle();
        Assert.Equal([1], called.Numbers);
        Assert.Equal([2], caller.Numbers);
        planet[process].Network.Close(called.End);
        planet.Clock.RunUntilIdle();
        Assert.Equal(FrameKind.Closed, caller.Kinds[^1]);
        Assert.Equal((0, 0), (planet[0].Network.ConnectionCount, planet[1].Network.ConnectionCount));
    }

    [Fact]
    public void A_call_that_nobody_answers_times_out()
    {
        var planet = new TestProcesses(options: FiftyMs);
        var a = planet.AddHost(0, TestPlanet.East);
        var b = planet.AddHost(1, TestPlanet.West);
        planet.Kill(1);
        Assert.Equal([FrameKind.Reset], planet.Dial(a, b).Kinds);
        Assert.Equal(FiftyMs.DialTimeout + TimeSpan.FromMilliseconds(50), TimeSpan.FromTicks(planet.Clock.NowNs / 100));
        Assert.Equal(0, planet[0].Network.ConnectionCount);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(75)]
    [InlineData(120)]
    public void A_call_taken_back_before_the_answer_comes_ends_at_the_called_end_too(int afterMs)
    {
        var planet = new TestProcesses(options: FiftyMs) { Backbone = { LeastDelay = TimeSpan.FromMilliseconds(10), MostDelay = TimeSpan.FromMilliseconds(30) } };
        var a = planet.AddHost(0, TestPlanet.East);
        var b = planet.AddHost(1, TestPlanet.West);
        var end = planet[0].Network.Connect(a, b);
        planet.Clock.RunFor(TimeSpan.FromMilliseconds(afterMs));
        planet[0].Network.Close(end);
        planet.Clock.RunUntilIdle();
        Assert.Empty(planet[0].Frames);
        Assert.Equal(afterMs < 50 ? [] : [FrameKind.Opened, FrameKind.Reset], planet[1].Frames.Select(heard => heard.Frame.Kind));
        Assert.Equal((0, 0), (planet[0].Network.ConnectionCount, planet[1].Network.ConnectionCount));
    }

    [Fact]
    public void A_real_client_dials_a_program_of_another_process()
    {
        var planet = new TestProcesses();
        var b = planet.AddHost(1, TestPlanet.West);
        var client = new Sink();
        var end = planet[0].Network.Connect(new Endpoint(TestPlanet.East.Prefix.At(9), 4000), b, client);
        planet[0].Network.Send(end, new Parcel(10, 1));
        planet[1].OnFrame = heard =>
        {
            if (heard.Frame.Kind == FrameKind.Data)
            {
                planet[1].Network.Send(heard.End, new Parcel(10, 2));
                planet[1].Network.Close(heard.End);
            }
        };
        planet.Clock.RunUntilIdle();
        Assert.Equal([FrameKind.Accepted, FrameKind.Data, FrameKind.Closed], client.Kinds);
    }

    [Fact]
    public void The_other_end_means_nothing_here()
    {
        var planet = new TestProcesses();
        var (caller, called) = planet.Join(planet.AddHost(0, TestPlanet.East), planet.AddHost(1, TestPlanet.West));
        planet[0].Network.Send(caller.End.Other, new Parcel(1));
        planet[0].Network.Pause(caller.End.Other);
        planet[0].Network.Close(caller.End.Other);
        planet[0].Network.Reset(caller.End.Other);
        planet[1].Network.Reset(called.End.Other);
        caller.Send(1, 5);
        planet.Clock.RunUntilIdle();
        Assert.Equal([5], called.Numbers);
        Assert.Equal([FrameKind.Accepted], caller.Kinds);
    }

    [Fact]
    public void An_end_of_one_process_means_nothing_in_another()
    {
        var planet = new TestProcesses(3);
        Endpoint a = planet.AddHost(0, TestPlanet.East), b = planet.AddHost(1, TestPlanet.West), c = planet.AddHost(2, TestPlanet.West);
        (TestEnd Caller, TestEnd Called)[] streams = [planet.Join(a, b), planet.Join(b, c), planet.Join(c, a)];
        var ends = streams.SelectMany(stream => new[] { stream.Caller, stream.Called }).ToList();
        foreach (var end in ends)
        {
            for (var i = 0; i < 3; i++)
            {
                if (planet[i] != end.Process)
                {
                    planet[i].Network.Reset(end.End);
                    planet[i].Network.Reset(end.End.Other);
                }
            }
        }

        planet.Clock.RunUntilIdle();
        Assert.All(ends, end => Assert.Single(end.Kinds));
    }

    [Fact]
    public void A_network_without_a_backbone_hears_nothing_from_elsewhere_and_runs_everything_itself()
    {
        var planet = new TestPlanet();
        var a = planet.AddHost(TestPlanet.East);
        var b = planet.AddHost(TestPlanet.West);
        planet.Map.Listen(b, TestPlanet.Program with { RunsHere = false });
        Assert.Equal([FrameKind.Accepted], planet.KindsAt(planet.Dial(a, b)));
        planet.Network.SendDatagram(a, b, new Parcel(1, 3));
        planet.Clock.RunUntilIdle();
        Assert.Equal(3, planet.Datagrams.Single().Number);
        Assert.Throws<InvalidOperationException>(() => planet.Network.SiteLost(new SiteId(1)));
    }

    private sealed class Sink : IFrameSink
    {
        public List<FrameKind> Kinds { get; } = [];

        public void Deliver(ConnectionEnd end, Frame frame) => Kinds.Add(frame.Kind);
    }
}
