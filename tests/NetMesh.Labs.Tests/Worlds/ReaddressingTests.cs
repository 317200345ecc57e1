using NetMesh.Labs.Worlds;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Labs.Tests.Worlds;

public sealed class ReaddressingTests
{
    private readonly World before = World.Parse(SmallWorld.Text);

    [Fact]
    public void Regions_get_equal_parts_and_hosts_keep_their_numbers_in_them()
    {
        var world = before.Within(AddressPrefix.Parse("198.18.0.0/15"));
        Assert.Equal(["198.18.0.0/15", "198.18.0.0/17"], [world.Prefix.ToString(), world.Anycast.ToString()]);
        Assert.Equal(["198.18.128.0/17", "198.19.0.0/17"], world.Regions.Select(region => region.Prefix.ToString()));
        Assert.Equal(["198.18.128.9", "198.18.129.1", "198.18.129.2", "198.18.129.3", "198.19.1.1", "198.19.1.2", "198.19.1.3"], world.Hosts.Select(host => host.Address.ToString()));
        Assert.All(world.Hosts, host => Assert.True(host.Region.Prefix.Contains(host.Address)));
    }

    [Fact]
    public void Whatever_named_an_address_names_the_same_host()
    {
        var world = before.Carrying(["eu-west"]).Within(AddressPrefix.Parse("198.18.0.0/15"));
        Assert.Equal(NamesIn(before.Carrying(["eu-west"])), NamesIn(world));
        Assert.Same(world.Regions[1], world.Home);
        Assert.Same(world.Regions[1], Assert.Single(world.Carried));
    }

    [Fact]
    public void Sites_of_one_address_stay_sites_of_one_address()
    {
        var world = World.Parse(SmallWorld.With("count: 3, region: all", "count: 3, region: all, anycast: 127.1.0.7")).Within(AddressPrefix.Parse("198.18.0.0/15"));
        Assert.Equal(6, world.Hosts.Count(host => host.Anycast is [var shared] && shared == IPv4Address.Parse("198.18.0.7")));
    }

    [Fact]
    public void A_region_does_not_grow()
    {
        var world = World.Parse(SmallWorld.With("127.17.0.0/16", "127.17.0.0/21")).Within(AddressPrefix.Parse("10.0.0.0/8"));
        Assert.Equal(["10.64.0.0/16", "10.128.0.0/21"], world.Regions.Select(region => region.Prefix.ToString()));
    }

    [Theory]
    [InlineData("198.18.0.0/21", "198.18.0.0/21", null)]
    [InlineData("198.18.0.0/22", null, "world 'small' does not fit into 198.18.0.0/22: each of its 2 regions gets 256 addresses there, and host home-3.us-east is number 259 of its own; expected a prefix of /21 or shorter")]
    [InlineData("198.18.0.7/32", null, "each of its 2 regions gets 1 addresses there")]
    [InlineData("224.0.0.0/4", null, "224.0.0.0/4 cannot be a planet's: no host has an address in 224.0.0.0/3")]
    [InlineData("0.0.0.0/0", null, "0.0.0.0/0 cannot be a planet's")]
    public void What_does_not_fit_is_said_in_one_line(string prefix, string? fits, string? message)
    {
        if (fits is not null)
        {
            Assert.Equal(fits, before.Within(AddressPrefix.Parse(prefix)).Prefix.ToString());
            return;
        }

        var error = Assert.Throws<FormatException>(() => before.Within(AddressPrefix.Parse(prefix)));
        Assert.Contains(message!, error.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string?> NamesIn(World world)
    {
        string? NameOf(IPv4Address address) => world.Hosts.Concat(world.Abroad).SingleOrDefault(host => host.Address == address)?.Name;
        return [.. world.Services.Select(service => NameOf(service.Host)), .. world.Swarms.Select(swarm => NameOf(swarm.Tracker)),
            .. world.Swarms.SelectMany(swarm => swarm.Members).Select(member => NameOf(member.Address))];
    }
}
