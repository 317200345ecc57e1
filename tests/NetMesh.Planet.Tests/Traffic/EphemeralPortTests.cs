using NetMesh.Planet.Hosts;
using NetMesh.Planet.Tests.Backbones;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Planet.Tests.Traffic;

public sealed class EphemeralPortTests
{
    private const ushort Drawn = 50_123;

    [Fact]
    public void A_program_that_has_them_hears_datagrams_for_each_and_nobody_hears_those_for_others()
    {
        var planet = new TestPlanet();
        var (a, b) = (planet.AddHost(TestPlanet.East), planet.AddHost(TestPlanet.West));
        planet.Map.Listen(PlanetMap.EphemeralPortsOf(b.Address), TestPlanet.Program);
        foreach (var port in (ushort[])[PlanetMap.FirstEphemeralPort, Drawn, ushort.MaxValue, PlanetMap.FirstEphemeralPort - 1])
        {
            planet.Network.SendDatagram(a, new Endpoint(b.Address, port), new Parcel(10, port));
        }

        planet.Clock.RunUntilIdle();
        Assert.Equal([PlanetMap.FirstEphemeralPort, Drawn, ushort.MaxValue], planet.Datagrams.Select(heard => heard.To.Port));
        planet.Map.Unlisten(PlanetMap.EphemeralPortsOf(b.Address));
        Assert.Null(planet.Map.HearerAt(new Endpoint(b.Address, Drawn)));
    }

    [Fact]
    public void A_program_that_listens_on_one_of_them_comes_first_and_streams_find_nobody()
    {
        var map = new PlanetMap([TestPlanet.East]);
        var (at, other) = (new Endpoint(TestPlanet.East.Prefix.At(300), Drawn), new Service("other"));
        map.Listen(PlanetMap.EphemeralPortsOf(at.Address), TestPlanet.Program);
        Assert.Same(TestPlanet.Program, map.HearerAt(at));
        Assert.Null(map.ServiceAt(at));
        map.Listen(at, other);
        Assert.Same(other, map.HearerAt(at));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void In_another_process_an_answer_finds_the_one_who_asked_from_such_a_port(bool isListed)
    {
        var planet = new TestProcesses();
        var (a, b) = (planet.AddHost(0, TestPlanet.East), planet.AddHost(1, TestPlanet.West));
        planet[0].Map.Listen(PlanetMap.EphemeralPortsOf(a.Address), TestPlanet.Program);
        if (isListed)
        {
            planet.Replicate(0);
        }

        planet[1].OnDatagram = heard => planet[1].Network.SendDatagram(heard.To, heard.From, new Parcel(10, heard.Number + 1));
        planet[0].Network.SendDatagram(new Endpoint(a.Address, Drawn), b, new Parcel(10, 1));
        planet[0].Network.SendDatagram(new Endpoint(a.Address, Drawn + 1), b, new Parcel(10, 11));
        planet.Clock.RunUntilIdle();
        Assert.Equal([(Drawn, 2), (Drawn + 1, 12)], planet[0].Datagrams.Select(heard => ((int)heard.To.Port, (int)heard.Number)).Order());
    }

    [Fact]
    public void A_forged_datagram_names_another_host_and_takes_its_own_way()
    {
        var planet = new TestPlanet(options: new NetworkOptions { Paths = [new("us-east", "eu-west", TimeSpan.FromMilliseconds(50))] });
        var (forger, victim, claimed) = (planet.AddHost(TestPlanet.West), planet.AddHost(TestPlanet.West), planet.AddHost(TestPlanet.East));
        planet.Network.ForgeDatagram(forger.Address, claimed, victim, new Parcel(10, 1));
        planet.Network.SendDatagram(claimed, victim, new Parcel(10, 2));
        planet.Clock.RunUntilIdle();
        Assert.Equal([(claimed, 1), (claimed, 50)], planet.Datagrams.Select(heard => (heard.From, heard.AtNs / 1_000_000)));
    }
}
