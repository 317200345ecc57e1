using NetMesh.Planet.Faults;
using NetMesh.Planet.Links;
using NetMesh.Planet.Paths;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet.Tests.Faults;

public sealed class FaultTests
{
    private static readonly NetworkOptions FiftyMs = new()
    {
        Paths = [new PathOverride("us-east", "eu-west", TimeSpan.FromMilliseconds(50))],
    };

    [Theory]
    [InlineData(LinkDiscipline.Fair, 10_000_000)]
    [InlineData(LinkDiscipline.Fifo, 10_000_000)]
    [InlineData(LinkDiscipline.Fair, 0)]
    public void Streams_stall_across_a_partition_and_resume_when_it_heals(LinkDiscipline link, long upBits)
    {
        var planet = new TestPlanet(FiftyMs with { Link = link });
        var a = planet.AddHost(TestPlanet.East, upBits);
        var b = planet.AddHost(TestPlanet.West, upBits);
        var c = planet.AddHost(TestPlanet.East);
        ConnectionEnd across = planet.Dial(a, b), within = planet.Dial(a, c);
        planet.Network.Send(across, new Parcel(1000, 0));
        planet.Clock.RunFor(TimeSpan.FromMilliseconds(10));
        planet.Network.Faults.Partition("eu-west", "us-east");
        for (var i = 1; i <= 5; i++)
        {
            planet.Network.Send(across, new Parcel(1000, i));
            planet.Network.Send(across.Other, new Parcel(1000, i));
            planet.Network.Send(within, new Parcel(1000, i));
        }

        planet.Clock.RunFor(TimeSpan.FromSeconds(30));
        // What was on its way when the cut came still arrives.
        Assert.Equal([0], planet.NumbersAt(across.Other));
        Assert.Equal([1, 2, 3, 4, 5], planet.NumbersAt(within.Other));
        Assert.Equal(5000, planet.Network.QueuedBytes(across));
        planet.Network.Faults.Heal("us-east", "eu-west");
        planet.Network.Send(across, new Parcel(1000, 6));
        planet.Clock.RunUntilIdle();
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], planet.NumbersAt(across.Other));
        Assert.Equal([1, 2, 3, 4, 5], planet.NumbersAt(across));
    }

    [Fact]
    public void A_stream_that_stalls_for_too_long_is_reset_at_both_ends()
    {
        var planet = new TestPlanet(FiftyMs with { StallTimeout = TimeSpan.FromSeconds(20) });
        var a = planet.AddHost(TestPlanet.East, 10_000_000);
        var b = planet.AddHost(TestPlanet.West);
        ConnectionEnd busy = planet.Dial(a, b), idle = planet.Dial(a, b);
        planet.Network.Faults.Isolate("eu-west");
        planet.Network.Send(busy, new Parcel(1000, 1));
        planet.Clock.RunFor(TimeSpan.FromSeconds(21));
        Assert.Equal(FrameKind.Reset, planet.KindsAt(busy)[^1]);
        Assert.Equal(FrameKind.Reset, planet.KindsAt(busy.Other)[^1]);
        Assert.Equal(1, planet.Network.ConnectionCount);
        planet.Network.Faults.Rejoin("eu-west");
        planet.Network.Send(idle, new Parcel(1000, 2));
        planet.Clock.RunUntilIdle();
        Assert.Equal([2], planet.NumbersAt(idle.Other));
    }

    [Fact]
    public void A_host_that_goes_down_is_reset_for_the_others_and_cannot_be_dialled_until_it_is_up()
    {
        var planet = new TestPlanet(FiftyMs with { DialTimeout = TimeSpan.FromSeconds(3) });
        var a = planet.AddHost(TestPlanet.East, 10_000_000);
        var b = planet.AddHost(TestPlanet.West);
        var end = planet.Dial(a, b);
        planet.Frames.Clear();
        planet.Network.Faults.TakeDown(b.Address);
        planet.Network.SendDatagram(a, b, new Parcel(1));
        planet.Network.SendDatagram(b, a, new Parcel(1));
        planet.Clock.RunUntilIdle();
        Assert.Equal([FrameKind.Reset], planet.KindsAt(end));
        Assert.Empty(planet.KindsAt(end.Other));
        Assert.Empty(planet.Datagrams);
        var dialledAt = planet.Clock.NowNs;
        var refused = planet.Dial(a, b);
        Assert.Equal([FrameKind.Reset], planet.KindsAt(refused));
        Assert.Equal(3_000_000_000, planet.Clock.NowNs - dialledAt);
        planet.Network.Faults.BringUp(b.Address);
        Assert.Equal([FrameKind.Accepted], planet.KindsAt(planet.Dial(a, b)));
    }

    [Fact]
    public void Dialling_across_a_partition_times_out()
    {
        var planet = new TestPlanet(FiftyMs);
        var a = planet.AddHost(TestPlanet.East);
        var b = planet.AddHost(TestPlanet.West);
        planet.Network.Faults.Partition("us-east", "eu-west");
        var end = planet.Dial(a, b);
        Assert.Equal([FrameKind.Reset], planet.KindsAt(end));
        Assert.Equal(FiftyMs.DialTimeout, TimeSpan.FromTicks(planet.Clock.NowNs / 100));
        Assert.Equal(0, planet.Network.ConnectionCount);
    }

    [Fact]
    public void A_degraded_path_is_longer_and_loses_more_until_it_heals()
    {
        var planet = new TestPlanet(FiftyMs);
        var a = planet.AddHost(TestPlanet.East);
        var b = planet.AddHost(TestPlanet.West);
        var end = planet.Dial(a, b);
        planet.Network.Faults.Degrade("eu-west", "us-east", new PathDegradation(LatencyFactor: 3, ExtraLoss: 0.25));
        var sentAt = planet.Clock.NowNs;
        planet.Network.Send(end, new Parcel(1, 1));
        for (var i = 0; i < 10_000; i++)
        {
            planet.Network.SendDatagram(a, b, new Parcel(1));
        }

        planet.Clock.RunUntilIdle();
        Assert.Equal(150_000_000, planet.FramesAt(end.Other).Last().AtNs - sentAt);
        Assert.InRange(planet.Datagrams.Count, 7300, 7700);
        planet.Network.Faults.HealAll();
        planet.Datagrams.Clear();
        sentAt = planet.Clock.NowNs;
        planet.Network.SendDatagram(a, b, new Parcel(1));
        planet.Clock.RunUntilIdle();
        Assert.Equal(50_000_000, planet.Datagrams.Single().AtNs - sentAt);
    }

    [Fact]
    public void A_degraded_link_runs_at_its_share_of_the_rate()
    {
        var planet = new TestPlanet();
        var a = planet.AddHost(TestPlanet.East, 10_000_000);
        var b = planet.AddHost(TestPlanet.East);
        var end = planet.Dial(a, b);
        planet.KeepFull(end, 1460);
        planet.Network.Faults.DegradeLink(a.Address, 0.25);
        planet.Clock.RunFor(TimeSpan.FromSeconds(10));
        Assert.InRange(planet.NumbersAt(end.Other).Count * 1500 * 8 / 10.0, 2_480_000, 2_510_000);
        planet.Network.Faults.HealLink(a.Address);
        planet.Frames.Clear();
        planet.Clock.RunFor(TimeSpan.FromSeconds(10));
        Assert.InRange(planet.NumbersAt(end.Other).Count * 1500 * 8 / 10.0, 9_950_000, 10_010_000);
    }

    [Fact]
    public void One_side_of_a_degradation_changes_without_the_other()
    {
        var faults = new FaultBoard();
        faults.Degrade("us-east", "eu-west", now => now with { LatencyFactor = 3 });
        faults.Degrade("eu-west", "us-east", now => now with { ExtraLoss = 0.5 });
        Assert.Equal(new PathDegradation(3, 0.5), faults.Current.Degradation("us-east", "eu-west"));
        Assert.Throws<ArgumentOutOfRangeException>(() => faults.Degrade("us-east", "eu-west", now => now with { ExtraLoss = -1 }));
        faults.Degrade("us-east", "eu-west", now => now with { ExtraLoss = 0 });
        faults.Degrade("us-east", "eu-west", now => now with { LatencyFactor = 1 });
        Assert.Empty(faults.Current.Degraded);
    }

    [Fact]
    public void A_region_and_a_host_heal_with_everything_that_is_theirs_and_nothing_else()
    {
        var faults = new FaultBoard();
        IPv4Address host = IPv4Address.Parse("127.16.0.1"), other = IPv4Address.Parse("127.17.0.1");
        foreach (var (a, b) in ((string, string)[])[("us-east", "eu-west"), ("us-east", "us-east"), ("eu-west", "sa-east")])
        {
            faults.Partition(a, b);
            faults.Degrade(a, b, new PathDegradation(2));
        }

        faults.Isolate("us-east");
        faults.Isolate("sa-east");
        foreach (var address in (IPv4Address[])[host, other])
        {
            faults.TakeDown(address);
            faults.DegradeLink(address, 0.5);
        }

        faults.Heal("us-east");
        faults.Heal(host);
        Assert.Equal([("eu-west", "sa-east")], faults.Current.Cuts);
        Assert.Equal([("eu-west", "sa-east")], faults.Current.Degraded.Keys);
        Assert.Equal(["sa-east"], faults.Current.Isolated);
        Assert.Equal([other], faults.Current.HostsDown);
        Assert.Equal([other], faults.Current.Links.Keys);
    }
}
