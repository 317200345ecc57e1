using NetMesh.Planet.Paths;
using NetMesh.Planet.Regions;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Planet.Tests.Paths;

public sealed class GreatCircleTests
{
    [Theory]
    [InlineData(51.47, -0.45, 40.64, -73.78, 5540)] // London Heathrow to New York JFK
    [InlineData(0, 0, 0, 180, 20015)] // half the equator
    [InlineData(0, 179, 0, -179, 222)] // across the date line
    [InlineData(12, 34, 12, 34, 0)]
    public void Distances_are_those_of_the_globe(double latitudeA, double longitudeA, double latitudeB, double longitudeB, double km)
    {
        Region a = At(latitudeA, longitudeA), b = At(latitudeB, longitudeB);
        Assert.InRange(GreatCircle.DistanceKm(a, b), km - 15, km + 15);
        Assert.Equal(GreatCircle.DistanceKm(a, b), GreatCircle.DistanceKm(b, a), 6);
    }

    [Fact]
    public void Light_in_fibre_takes_five_microseconds_a_kilometre_times_the_route_s_inflation()
    {
        var half = GreatCircle.Propagation(At(0, 0), At(0, 180), 1.5);
        Assert.InRange(half.TotalMilliseconds, 150, 150.2);
    }

    [Fact]
    public void Two_hosts_of_one_region_are_the_least_latency_apart()
    {
        var planet = new TestPlanet(new NetworkOptions { LeastLatency = TimeSpan.FromMilliseconds(2) });
        var a = planet.AddHost(TestPlanet.East);
        var b = planet.AddHost(TestPlanet.East);
        Assert.Equal(TimeSpan.FromMilliseconds(2), planet.Network.OneWayDelay(a.Address, b.Address, 0));
        var across = planet.Network.OneWayDelay(a.Address, planet.AddHost(TestPlanet.West).Address, 0);
        Assert.InRange(across.TotalMilliseconds, 45, 55);
        Assert.Equal(TimeSpan.Zero, planet.Network.OneWayDelay(a.Address, a.Address, 0));
    }

    [Fact]
    public void An_override_that_names_no_region_is_refused() =>
        Assert.Throws<ArgumentException>(() => new TestPlanet(new NetworkOptions { Paths = [new PathOverride("us-east", "atlantis")] }));

    private static Region At(double latitude, double longitude) => new("r", latitude, longitude, AddressPrefix.Parse("127.16.0.0/16"));
}
