using NetMesh.Planet.Paths;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Planet.Tests.Traffic;

public sealed class DatagramTests
{
    private const int Many = 50_000;

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.01)]
    [InlineData(0.3)]
    [InlineData(1.0)]
    public void Datagrams_are_lost_as_often_as_the_planet_says(double loss)
    {
        var planet = Flooded(new NetworkOptions { Loss = loss });
        var lost = 1 - (planet.Datagrams.Count / (double)Many);
        var deviation = Math.Sqrt(loss * (1 - loss) / Many);
        Assert.InRange(lost, loss - (4 * deviation), loss + (4 * deviation));
        Assert.Equal(Many - planet.Datagrams.Count, planet.Network.Totals.Drops);
    }

    [Fact]
    public void Some_datagrams_arrive_twice()
    {
        var planet = Flooded(new NetworkOptions { Duplication = 0.1 });
        Assert.InRange((planet.Datagrams.Count / (double)Many) - 1, 0.095, 0.105);
    }

    [Fact]
    public void Jitter_lets_datagrams_overtake_each_other_and_is_never_more_than_said()
    {
        var planet = Flooded(new NetworkOptions
        {
            Jitter = TimeSpan.FromMilliseconds(10),
            Paths = [new PathOverride("us-east", "eu-west", TimeSpan.FromMilliseconds(50))],
        });
        Assert.Equal(Many, planet.Datagrams.Count);
        Assert.NotEqual(planet.Datagrams.Select(heard => heard.Number).Order(), planet.Datagrams.Select(heard => heard.Number));
        // They were sent a microsecond apart.
        var delays = planet.Datagrams.Select(heard => (heard.AtNs - (heard.Number * 1000)) / 1e6).ToList();
        Assert.InRange(delays.Min(), 50, 50.1);
        Assert.InRange(delays.Max(), 59.9, 60);
        Assert.InRange(delays.Average(), 54.9, 55.1);
    }

    [Fact]
    public void A_full_buffer_drops_what_comes_on_top()
    {
        var planet = new TestPlanet(new NetworkOptions { DatagramBuffer = 10_000 });
        var a = planet.AddHost(TestPlanet.East, 8_000_000);
        var b = planet.AddHost(TestPlanet.West);
        for (var i = 0; i < 100; i++)
        {
            planet.Network.SendDatagram(a, b, new Parcel(1000, i));
        }

        planet.Clock.RunUntilIdle();
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (long)i), planet.Datagrams.Select(heard => heard.Number));
    }

    [Fact]
    public void A_datagram_to_a_port_where_nothing_listens_vanishes()
    {
        var planet = new TestPlanet();
        var a = planet.AddHost(TestPlanet.East);
        planet.Network.SendDatagram(a, new Endpoint(a.Address, 81), new Parcel(1));
        planet.Network.SendDatagram(a, new Endpoint(IPv4Address.Parse("10.0.0.1"), 81), new Parcel(1));
        planet.Clock.RunUntilIdle();
        Assert.Empty(planet.Datagrams);
    }

    private static TestPlanet Flooded(NetworkOptions options)
    {
        var planet = new TestPlanet(options);
        var a = planet.AddHost(TestPlanet.East);
        var b = planet.AddHost(TestPlanet.West);
        for (var i = 0; i < Many; i++)
        {
            planet.Clock.RunUntil(i * 1000L);
            planet.Network.SendDatagram(a, b, new Parcel(100, i));
        }

        planet.Clock.RunUntilIdle();
        return planet;
    }
}
