using NetMesh.Planet.Paths;
using NetMesh.Planet.Tests.Backbones;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet.Tests.Traffic;

public sealed class AnycastTests
{
    private static readonly IPv4Address Shared = IPv4Address.Parse("127.1.0.1");
    private static readonly Endpoint Called = new(Shared, 80);
    private static readonly NetworkOptions Options = new() { Paths = [new PathOverride("us-east", "eu-west", TimeSpan.FromMilliseconds(50))] };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Each_caller_is_heard_by_the_site_near_it_and_answered_from_the_address_that_it_called(bool unshaped)
    {
        var planet = new TestPlanet(Options with { Unshaped = unshaped });
        Endpoint east = planet.AddHost(TestPlanet.East, anycast: Shared), west = planet.AddHost(TestPlanet.West, anycast: Shared);
        Endpoint[] callers = [planet.AddHost(TestPlanet.East), planet.AddHost(TestPlanet.West)];
        foreach (var caller in callers)
        {
            planet.Network.SendDatagram(caller, Called, new Parcel(10));
        }

        planet.Clock.RunUntilIdle();
        Assert.Equal([(east.Address, callers[0], Called), (west.Address, callers[1], Called)], planet.Datagrams.OrderBy(heard => heard.At).Select(heard => (heard.At, heard.From, heard.To)));

        foreach (var caller in callers)
        {
            planet.Network.SendDatagram(Called, caller, new Parcel(10));
        }

        planet.Clock.RunUntilIdle();
        Assert.Equal([(callers[0].Address, Called), (callers[1].Address, Called)], planet.Datagrams[2..].OrderBy(heard => heard.At).Select(heard => (heard.At, heard.From)));
    }

    [Fact]
    public void An_answer_takes_the_way_from_the_site_and_is_charged_to_it()
    {
        var planet = new TestPlanet(Options);
        var site = planet.AddHost(TestPlanet.West, upBits: 8_000, anycast: Shared);
        var caller = planet.AddHost(TestPlanet.East);
        planet.Network.SendDatagram(Called, caller, new Parcel(972));
        planet.Clock.RunUntilIdle();
        Assert.Equal((1050, site.Port), (planet.Datagrams.Single().AtNs / 1_000_000, Called.Port));
    }

    [Fact]
    public void While_the_near_site_has_no_power_or_a_cut_lies_before_it_the_next_one_hears()
    {
        var planet = new TestPlanet(Options);
        Endpoint near = planet.AddHost(TestPlanet.East, anycast: Shared), far = planet.AddHost(TestPlanet.West, anycast: Shared);
        var caller = planet.AddHost(TestPlanet.East);
        IPv4Address Site() => planet.Network.SiteOf(Shared, caller.Address);
        Assert.Equal(near.Address, Site());
        planet.Network.Faults.TakeDown(near.Address);
        Assert.Equal(far.Address, Site());
        planet.Network.Faults.Isolate("eu-west");
        Assert.Equal(near.Address, Site());
        planet.Network.Faults.BringUp(near.Address);
        planet.Network.Faults.Partition("us-east", "us-east");
        planet.Network.Faults.Rejoin("eu-west");
        Assert.Equal(far.Address, Site());
        planet.Network.Faults.HealAll();
        Assert.Equal(near.Address, Site());
        planet.Map.RemoveHost(near.Address);
        Assert.Equal(far.Address, Site());
        planet.Map.RemoveHost(far.Address);
        Assert.Equal(Shared, Site());
    }

    [Fact]
    public void A_stream_stays_with_the_site_that_it_was_dialled_to()
    {
        var planet = new TestPlanet(Options);
        Endpoint near = planet.AddHost(TestPlanet.East, anycast: Shared), far = planet.AddHost(TestPlanet.West, latency: TimeSpan.Zero, anycast: Shared);
        var caller = planet.AddHost(TestPlanet.East);
        planet.Network.Faults.TakeDown(near.Address);
        var end = planet.Dial(caller, Called);
        planet.Network.Faults.BringUp(near.Address);
        planet.Network.Send(end, new Parcel(10, 7));
        planet.Clock.RunUntilIdle();
        Assert.Equal((far.Address, 7L), planet.FramesAt(end.Other).Where(heard => heard.Frame.Kind == FrameKind.Data).Select(heard => (heard.Host, ((Parcel)heard.Frame.Message!).Number)).Single());
    }

    [Fact]
    public void A_site_whose_program_runs_in_another_process_hears_and_answers_as_well()
    {
        var planet = new TestProcesses(options: Options);
        var caller = planet.AddHost(0, TestPlanet.East);
        var site = planet.AddHost(1, TestPlanet.East, anycast: Shared);
        planet.AddHost(0, TestPlanet.West, anycast: Shared);
        planet[1].OnDatagram = heard => planet[1].Network.SendDatagram(heard.To, heard.From, new Parcel(10, heard.Number + 1));
        planet[0].Network.SendDatagram(caller, Called, new Parcel(10, 1));
        planet.Clock.RunUntilIdle();
        Assert.Equal((site.Address, 1L), planet[1].Datagrams.Select(heard => (heard.At, heard.Number)).Single());
        Assert.Equal((Called, 2L), planet[0].Datagrams.Select(heard => (heard.From, heard.Number)).Single());
    }
}
