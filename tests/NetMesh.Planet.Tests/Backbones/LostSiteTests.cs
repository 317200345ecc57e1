using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet.Tests.Backbones;

/// <summary>Processes that die, and frames that nobody expects.</summary>
public sealed class LostSiteTests
{
    [Fact]
    public void Streams_with_a_process_that_is_lost_are_reset_and_no_others()
    {
        var planet = new TestProcesses(3);
        Endpoint a = planet.AddHost(0, TestPlanet.East), b = planet.AddHost(1, TestPlanet.West), c = planet.AddHost(2, TestPlanet.East);
        var (ab, _) = planet.Join(a, b);
        var (_, ba) = planet.Join(b, a);
        var (ac, ca) = planet.Join(a, c);
        planet.Kill(1);
        planet[0].Network.SiteLost(TestProcesses.SiteOf(1));
        planet[0].Network.SiteLost(TestProcesses.SiteOf(1));
        ac.Send(1, 5);
        ab.Send(1, 6);
        planet.Clock.RunUntilIdle();
        Assert.Equal([FrameKind.Accepted, FrameKind.Reset], ab.Kinds);
        Assert.Equal([FrameKind.Opened, FrameKind.Reset], ba.Kinds);
        Assert.Equal([5], ca.Numbers);
        Assert.Equal(1, planet[0].Network.ConnectionCount);
    }

    [Fact]
    public void A_process_that_was_given_up_is_told_so_by_whatever_it_says()
    {
        var planet = new TestProcesses();
        Endpoint a = planet.AddHost(0, TestPlanet.East), b = planet.AddHost(1, TestPlanet.West);
        var (ab, ba) = planet.Join(a, b);
        planet[0].Network.SiteLost(TestProcesses.SiteOf(1));
        ba.Send(1, 1);
        planet.Clock.RunUntilIdle();
        Assert.Equal([FrameKind.Accepted, FrameKind.Reset], ab.Kinds);
        Assert.Equal([FrameKind.Opened, FrameKind.Reset], ba.Kinds);
        Assert.Equal(0, planet[1].Network.ConnectionCount);

        // Nor is it called, or called by it, until it has been quiet for long enough that nothing old can be under way.
        Assert.Equal([FrameKind.Reset], planet.Dial(b, a).Kinds);
        Assert.Equal([FrameKind.Reset], planet.Dial(a, b).Kinds);
        planet.Clock.RunFor(new NetworkOptions().DialTimeout);
        Assert.Equal([FrameKind.Accepted], planet.Dial(b, a).Kinds);
        Assert.Equal([FrameKind.Accepted], planet.Dial(a, b).Kinds);
    }

    [Fact]
    public void A_frame_for_an_end_that_nobody_knows_is_answered_with_a_reset_and_a_reset_with_nothing()
    {
        var planet = new TestProcesses();
        var sent = new List<(TrunkEnd To, long Sequence, TrunkFrame Frame)>();
        planet.Backbone.OnSend = (to, sequence, frame) => sent.Add((to, sequence, frame));
        var far = new TrunkEnd(TestProcesses.SiteOf(1), new ConnectionEnd(77));
        var near = new ConnectionEnd(1L << 40);
        foreach (var kind in Enum.GetValues<TrunkKind>())
        {
            planet[0].Network.Received(near, 5, new TrunkFrame(kind, far, new Parcel(1)));
        }

        Assert.Equal(Enum.GetValues<TrunkKind>().Length - 1, sent.Count);
        Assert.All(sent, each => Assert.Equal((far, -1L, new TrunkFrame(TrunkKind.Reset, new TrunkEnd(TestProcesses.SiteOf(0), near))), each));
        planet.Clock.RunUntilIdle();
        Assert.Equal(Enum.GetValues<TrunkKind>().Length - 1, sent.Count);
    }

    [Fact]
    public void A_frame_from_another_end_than_the_other_one_is_a_stray()
    {
        var planet = new TestProcesses();
        var (caller, called) = planet.Join(planet.AddHost(0, TestPlanet.East), planet.AddHost(1, TestPlanet.West));
        var stray = new TrunkEnd(TestProcesses.SiteOf(1), new ConnectionEnd(called.End.Value + 2));
        planet[0].Network.Received(caller.End, 1, new TrunkFrame(TrunkKind.Data, stray, new Parcel(1, 99)));
        planet[0].Network.Received(caller.End, -1, new TrunkFrame(TrunkKind.Reset, stray));
        planet[0].Network.Received(caller.End.Other, 1, new TrunkFrame(TrunkKind.Data, stray, new Parcel(1, 98)));
        called.Send(1, 3);
        planet.Clock.RunUntilIdle();
        Assert.Equal([3], caller.Numbers);
        Assert.Equal([FrameKind.Accepted, FrameKind.Data], caller.Kinds);
    }

    [Fact]
    public void A_half_whose_other_half_is_forgotten_is_reset_at_once_even_out_of_order()
    {
        var planet = new TestProcesses();
        var (caller, called) = planet.Join(planet.AddHost(0, TestPlanet.East), planet.AddHost(1, TestPlanet.West));
        planet[0].Network.Received(caller.End, 7, new TrunkFrame(TrunkKind.Data, new TrunkEnd(TestProcesses.SiteOf(1), called.End), new Parcel(1)));
        planet[0].Network.Received(caller.End, -1, new TrunkFrame(TrunkKind.Reset, new TrunkEnd(TestProcesses.SiteOf(1), called.End)));
        Assert.Equal([FrameKind.Accepted, FrameKind.Reset], caller.Kinds);
        Assert.Equal(0, planet[0].Network.ConnectionCount);
    }

    [Fact]
    public void A_stream_that_waits_too_long_for_a_frame_that_was_lost_is_reset_at_both_ends()
    {
        var planet = new TestProcesses();
        var (caller, called) = planet.Join(planet.AddHost(0, TestPlanet.East), planet.AddHost(1, TestPlanet.West));
        var (quick, slow) = (TimeSpan.FromMilliseconds(2), new NetworkOptions().StallTimeout * 3);

        // One that is only late does no harm.
        planet.Backbone.LeastDelay = planet.Backbone.MostDelay = slow / 4;
        caller.Send(1, 0);
        planet.Clock.RunFor(TimeSpan.FromSeconds(1));
        planet.Backbone.LeastDelay = planet.Backbone.MostDelay = quick;
        caller.Send(1, 1);
        planet.Clock.RunFor(slow / 3);
        Assert.Equal([0, 1], called.Numbers);

        planet.Backbone.LeastDelay = planet.Backbone.MostDelay = slow;
        caller.Send(1, 2);
        planet.Clock.RunFor(TimeSpan.FromSeconds(1));
        planet.Backbone.LeastDelay = planet.Backbone.MostDelay = quick;
        caller.Send(1, 3);
        planet.Clock.RunFor(new NetworkOptions().StallTimeout + TimeSpan.FromSeconds(1));
        Assert.Equal([FrameKind.Opened, FrameKind.Data, FrameKind.Data, FrameKind.Reset], called.Kinds);
        Assert.Equal([FrameKind.Accepted, FrameKind.Reset], caller.Kinds);
        planet.Clock.RunUntilIdle();
        Assert.Equal((0, 0), (planet[0].Network.ConnectionCount, planet[1].Network.ConnectionCount));
    }

    [Fact]
    public void A_network_that_was_disposed_of_is_silent()
    {
        var planet = new TestProcesses();
        Endpoint a = planet.AddHost(0, TestPlanet.East, 1_000_000, 1_000_000), b = planet.AddHost(1, TestPlanet.West, 1_000_000, 1_000_000);
        var (caller, called) = planet.Join(a, b);
        planet[0].Network.Connect(a, b);
        caller.Send(10_000);
        called.Send(10_000);
        planet[0].Network.SendDatagram(a, b, new Parcel(10));
        planet[0].Network.Faults.Partition("us-east", "us-east");
        planet[0].Network.Dispose();
        var said = planet.Backbone.Frames.Sent;
        var heard = planet[0].Frames.Count;
        planet[0].Network.Send(caller.End, new Parcel(10));
        planet[0].Network.SendDatagram(a, b, new Parcel(10));
        planet[0].Network.Close(caller.End);
        Assert.Equal(default, planet[0].Network.Connect(a, b));
        planet[0].Network.Called(TestPlanet.Program, new TrunkEnd(TestProcesses.SiteOf(1), called.End), new Dialled(b, a));
        planet[0].Network.ReceivedDatagram(a.Address, TestPlanet.Program, null, b, a, new Parcel(1));
        planet[0].Network.SiteLost(TestProcesses.SiteOf(1));
        planet[0].Network.ResetHost(a.Address);
        planet[0].Network.Faults.HealAll();
        planet.Clock.RunUntilIdle();
        Assert.Equal(heard, planet[0].Frames.Count);
        Assert.Empty(planet[0].Datagrams);
        Assert.Empty(planet[1].Datagrams);
        Assert.Equal([FrameKind.Opened], called.Kinds);
        // Only the other one has sent something.
        Assert.Equal(said + 1, planet.Backbone.Frames.Sent);
    }

    [Fact]
    public void A_program_may_dispose_of_its_network_from_within_a_delivery()
    {
        var planet = new TestPlanet(new NetworkOptions { Unshaped = true });
        Endpoint a = planet.AddHost(TestPlanet.East), b = planet.AddHost(TestPlanet.West);
        planet.OnFrame = _ => planet.Network.Dispose();
        planet.Network.Connect(a, b);
        planet.Clock.RunUntilIdle();
        Assert.Equal([FrameKind.Opened], planet.Frames.Select(heard => heard.Frame.Kind));
    }
}
