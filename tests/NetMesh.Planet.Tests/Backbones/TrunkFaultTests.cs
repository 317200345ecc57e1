using NetMesh.Planet.Faults;
using NetMesh.Planet.Paths;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet.Tests.Backbones;

/// <summary>Faults known to every process, and streams between two of them.</summary>
public sealed class TrunkFaultTests
{
    private static readonly NetworkOptions FiftyMs = new()
    {
        Paths = [new PathOverride("us-east", "eu-west", TimeSpan.FromMilliseconds(50))],
        StallTimeout = TimeSpan.FromSeconds(20),
        DialTimeout = TimeSpan.FromSeconds(3),
    };

    [Fact]
    public void Resetting_a_host_is_heard_at_the_other_process_alone()
    {
        var planet = new TestProcesses(options: FiftyMs);
        var a = planet.AddHost(0, TestPlanet.East);
        var b = planet.AddHost(1, TestPlanet.West);
        var (ab, ba) = planet.Join(a, b);
        var (bc, cb) = planet.Join(b, planet.AddHost(0, TestPlanet.East));
        planet[0].Network.ResetHost(b.Address);
        planet.Clock.RunUntilIdle();
        Assert.Equal((2, 2), (planet[0].Network.ConnectionCount, planet[1].Network.ConnectionCount));
        planet[1].Network.ResetHost(b.Address);
        planet.Clock.RunUntilIdle();
        Assert.Equal([FrameKind.Accepted, FrameKind.Reset], ab.Kinds);
        Assert.Equal([FrameKind.Opened, FrameKind.Reset], cb.Kinds);
        Assert.Equal([FrameKind.Opened], ba.Kinds);
        Assert.Equal([FrameKind.Accepted], bc.Kinds);
        Assert.Equal((0, 0), (planet[0].Network.ConnectionCount, planet[1].Network.ConnectionCount));
    }

    [Fact]
    public void Streams_stall_across_a_partition_and_resume_when_it_heals()
    {
        var planet = new TestProcesses(options: FiftyMs);
        var (caller, called) = planet.Join(planet.AddHost(0, TestPlanet.East, 10_000_000), planet.AddHost(1, TestPlanet.West, 10_000_000));
        caller.Send(1000, 0);
        planet.Clock.RunFor(TimeSpan.FromMilliseconds(10));
        Everywhere(planet, board => board.Partition("us-east", "eu-west"));
        for (var i = 1; i <= 5; i++)
        {
            caller.Send(1000, i);
            called.Send(1000, i);
        }

        planet.Clock.RunFor(TimeSpan.FromSeconds(10));
        Assert.Equal([0], called.Numbers);
        Assert.Empty(caller.Numbers);
        Everywhere(planet, board => board.HealAll());
        planet.Clock.RunUntilIdle();
        Assert.Equal([0, 1, 2, 3, 4, 5], called.Numbers);
        Assert.Equal([1, 2, 3, 4, 5], caller.Numbers);
    }

    [Fact]
    public void A_stream_that_stalls_for_too_long_is_reset_at_both_ends()
    {
        var planet = new TestProcesses(options: FiftyMs);
        var (caller, called) = planet.Join(planet.AddHost(0, TestPlanet.East, 10_000_000), planet.AddHost(1, TestPlanet.West));
        Everywhere(planet, board => board.Isolate("eu-west"));
        called.Send(1000, 1);
        planet.Clock.RunFor(TimeSpan.FromSeconds(21));
        Assert.Equal([FrameKind.Accepted, FrameKind.Reset], caller.Kinds);
        Assert.Equal([FrameKind.Opened, FrameKind.Reset], called.Kinds);
        Assert.Equal((0, 0), (planet[0].Network.ConnectionCount, planet[1].Network.ConnectionCount));
    }

    [Fact]
    public void A_host_that_goes_down_is_reset_for_the_others_and_cannot_be_dialled_until_it_is_up()
    {
        var planet = new TestProcesses(options: FiftyMs);
        var a = planet.AddHost(0, TestPlanet.East, 10_000_000);
        var b = planet.AddHost(1, TestPlanet.West);
        var (caller, called) = planet.Join(a, b);
        Everywhere(planet, board => board.TakeDown(b.Address));
        planet[0].Network.SendDatagram(a, b, new Parcel(1));
        planet[1].Network.SendDatagram(b, a, new Parcel(1));
        planet.Clock.RunUntilIdle();
        Assert.Equal([FrameKind.Accepted, FrameKind.Reset], caller.Kinds);
        Assert.Equal([FrameKind.Opened], called.Kinds);
        Assert.Empty(planet[0].Datagrams);
        Assert.Empty(planet[1].Datagrams);
        var dialledAt = planet.Clock.NowNs;
        Assert.Equal([FrameKind.Reset], planet.Dial(a, b).Kinds);
        Assert.Equal(3_000_000_000, planet.Clock.NowNs - dialledAt);
        Everywhere(planet, board => board.BringUp(b.Address));
        Assert.Equal([FrameKind.Accepted], planet.Dial(a, b).Kinds);
    }

    [Fact]
    public void A_host_that_only_its_own_process_knows_to_be_down_answers_nothing()
    {
        var planet = new TestProcesses(options: FiftyMs);
        var a = planet.AddHost(0, TestPlanet.East);
        var b = planet.AddHost(1, TestPlanet.West);
        planet[1].Network.Faults.TakeDown(b.Address);
        planet[0].Network.SendDatagram(a, b, new Parcel(1));
        Assert.Equal([FrameKind.Reset], planet.Dial(a, b).Kinds);
        Assert.Equal(3_050_000_000, planet.Clock.NowNs);
        Assert.Empty(planet[1].Datagrams);
    }

    [Fact]
    public void A_partition_between_the_call_and_its_answer_ends_both_halves()
    {
        var planet = new TestProcesses(options: FiftyMs);
        var a = planet.AddHost(0, TestPlanet.East);
        var b = planet.AddHost(1, TestPlanet.West);
        var end = planet[0].Network.Connect(a, b);
        planet.Clock.RunFor(TimeSpan.FromMilliseconds(50));
        Everywhere(planet, board => board.Partition("us-east", "eu-west"));
        planet.Clock.RunUntilIdle();
        Assert.Equal([FrameKind.Reset], planet[0].KindsAt(end));
        Assert.Equal([FrameKind.Opened, FrameKind.Reset], planet[1].Frames.Select(heard => heard.Frame.Kind));
        Assert.Equal((0, 0), (planet[0].Network.ConnectionCount, planet[1].Network.ConnectionCount));
    }

    private static void Everywhere(TestProcesses planet, Action<FaultBoard> what)
    {
        what(planet[0].Network.Faults);
        what(planet[1].Network.Faults);
    }
}
