using NetMesh.Planet.Regions;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Planet.Tests.Regions;

public sealed class AddressPlanTests
{
    [Fact]
    public void The_default_plan_has_no_problems()
    {
        var regions = Enumerable.Range(0, 12).Select(i => new Region($"r{i}", 0, i, AddressPlan.DefaultRegionPrefix(i))).ToList();
        Assert.Empty(new AddressPlan(AddressPlan.DefaultPlanet, AddressPlan.DefaultAnycast, regions).Problems());
        Assert.Equal("127.17.0.0/16", regions[1].Prefix.ToString());
    }

    [Theory]
    [InlineData("127.1.0.0/20", "overlaps the anycast block")]
    [InlineData("126.0.0.0/16", "outside the planet's prefix")]
    [InlineData("127.16.128.0/17", "overlap")]
    public void A_region_s_prefix_that_collides_is_named(string prefix, string problem)
    {
        Region[] regions = [TestPlanet.East, new("new", 0, 0, AddressPrefix.Parse(prefix))];
        var found = Assert.Single(new AddressPlan(AddressPlan.DefaultPlanet, AddressPlan.DefaultAnycast, regions).Problems());
        Assert.Contains(problem, found, StringComparison.Ordinal);
        Assert.Contains("new", found, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_wrong_is_reported_at_once()
    {
        Region[] regions = [TestPlanet.East, TestPlanet.East with { Latitude = 91 }];
        Assert.Equal(4, new AddressPlan(AddressPlan.DefaultPlanet, AddressPrefix.Parse("10.0.0.0/8"), regions).Problems().Count);
    }
}
