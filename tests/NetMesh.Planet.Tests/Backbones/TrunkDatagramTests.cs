using NetMesh.Planet.Hosts;
using NetMesh.Planet.Paths;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Planet.Tests.Backbones;

public sealed class TrunkDatagramTests
{
    private static readonly NetworkOptions FiftyMs = new()
    {
        Paths = [new PathOverride("us-east", "eu-west", TimeSpan.FromMilliseconds(50))],
    };

    [Fact]
    public void A_datagram_crosses_the_sender_s_uplink_the_path_and_the_receiver_s_downlink()
    {
        var delay = TimeSpan.FromMilliseconds(2);
        var planet = new TestProcesses(options: FiftyMs) { Backbone = { LeastDelay = delay, MostDelay = delay } };
        var a = planet.AddHost(0, TestPlanet.East, 8_000_000);
        var b = planet.AddHost(1, TestPlanet.West, 0, 4_000_000);
        for (var i = 0; i < 3; i++)
        {
            planet[0].Network.SendDatagram(a, b, new Parcel(972, i));
        }

        planet.Clock.RunUntilIdle();
        // 1 ms each at the uplink, 2 ms each at the downlink, which has its first bit a millisecond before the last.
        Assert.Equal([54, 56, 58], planet[1].Datagrams.Select(heard => heard.AtNs / 1_000_000));
        Assert.Equal((a, b), (planet[1].Datagrams[0].From, planet[1].Datagrams[0].To));
        Assert.Equal((3000, 0), (planet[0].Network.Totals.Bytes, planet[1].Network.Totals.Bytes));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_answer_finds_a_sender_that_the_directory_does_not_know_yet(bool unshaped)
    {
        var planet = new TestProcesses(options: new NetworkOptions { Unshaped = unshaped });
        var a = planet.AddSilentHost(0, TestPlanet.East);
        var b = planet.AddHost(1, TestPlanet.West);
        planet[0].Map.Listen(a, TestPlanet.Program);
        planet[1].OnDatagram = heard => planet[1].Network.SendDatagram(heard.To, heard.From, new Parcel(10, heard.Number + 1));
        Assert.Null(planet[1].Map.ServiceAt(a));
        planet[0].Network.SendDatagram(a, b, new Parcel(10, 1));
        planet.Clock.RunUntilIdle();
        Assert.Equal(2, planet[0].Datagrams.Single().Number);
        Assert.Equal(new Service("test", RunsHere: false), planet[1].Map.ServiceAt(a));
    }

    [Fact]
    public void A_real_client_is_not_learned()
    {
        var planet = new TestProcesses();
        var b = planet.AddHost(1, TestPlanet.West);
        var client = new Endpoint(TestPlanet.East.Prefix.At(9), 4000);
        planet[0].Network.SendDatagram(client, b, new Parcel(10, 1));
        planet.Clock.RunUntilIdle();
        Assert.Equal(client, planet[1].Datagrams.Single().From);
        Assert.Null(planet[1].Map.ServiceAt(client));
    }

    [Fact]
    public void A_program_that_does_not_listen_gets_no_datagram()
    {
        var planet = new TestProcesses();
        var a = planet.AddHost(0, TestPlanet.East);
        var b = planet.AddHost(1, TestPlanet.West);
        planet[1].Map.Unlisten(b);
        planet[0].Network.SendDatagram(a, b, new Parcel(10, 1));
        planet.Clock.RunUntilIdle();
        Assert.Empty(planet[1].Datagrams);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_program_listed_everywhere_gets_it_where_it_is_called(int process)
    {
        var planet = new TestProcesses();
        var a = planet.AddHost(0, TestPlanet.East);
        var b = planet.AddSilentHost(process, TestPlanet.West);
        planet[0].Map.Listen(b, TestPlanet.Program with { RunsHere = false });
        planet[1].Map.Listen(b, TestPlanet.Program with { RunsHere = false });
        planet[0].Network.SendDatagram(a, b, new Parcel(10, 1));
        planet.Clock.RunUntilIdle();
        Assert.Equal(1, planet[process].Datagrams.Single().Number);
    }

    [Fact]
    public void The_path_loses_and_doubles_them_once()
    {
        var planet = new TestProcesses(options: new NetworkOptions { Loss = 0.25, Duplication = 0.1 });
        var a = planet.AddHost(0, TestPlanet.East);
        var b = planet.AddHost(1, TestPlanet.West);
        for (var i = 0; i < 10_000; i++)
        {
            planet[0].Network.SendDatagram(a, b, new Parcel(1));
        }

        planet.Clock.RunUntilIdle();
        Assert.InRange(planet[1].Datagrams.Count, 8_050, 8_450);
    }
}
