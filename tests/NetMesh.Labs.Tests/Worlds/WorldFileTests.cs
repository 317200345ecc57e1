using NetMesh.Contracts.Peers;
using NetMesh.Contracts.Swarms;
using NetMesh.Labs.Worlds;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;
using NetMesh.Planet.Links;
using NetMesh.Planet.Paths;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Labs.Tests.Worlds;

public sealed class WorldFileTests
{
    private readonly World world = Read(SmallWorld.Text);

    [Fact]
    public void Regions_have_their_place_and_prefix()
    {
        Assert.Equal(["us-east", "eu-west"], world.Regions.Select(region => region.Label));
        Assert.Equal((39.0, -77.5), (world.Regions[0].Latitude, world.Regions[0].Longitude));
        Assert.Equal(AddressPrefix.Parse("127.17.0.0/16"), world.Regions[1].Prefix);
        Assert.Equal("eu-west", world.Home.Label);
    }

    [Fact]
    public void What_the_file_leaves_out_has_its_usual_value()
    {
        Assert.Equal(AddressPrefix.Parse("127.0.0.0/8"), world.Prefix);
        Assert.Equal(AddressPrefix.Parse("127.1.0.0/16"), world.Anycast);
        Assert.Equal(1, world.Seed);
    }

    [Fact]
    public void The_network_is_as_written()
    {
        Assert.Equal((LinkDiscipline.Fifo, 1.5, 0.001), (world.Network.Link, world.Network.RouteInflation, world.Network.Loss));
        Assert.Equal(TimeSpan.FromMilliseconds(2), world.Network.Jitter);
        Assert.Equal(new NetworkOptions().LeastLatency, world.Network.LeastLatency);
        Assert.Equal(new PathOverride("us-east", "eu-west", TimeSpan.FromMilliseconds(38), null, 0.01), Assert.Single(world.Network.Paths));
    }

    [Theory]
    [InlineData("transport: ideal, ", TransportModel.Ideal)]
    [InlineData("transport: tcp, ", TransportModel.Tcp)]
    [InlineData("", TransportModel.Ideal)]
    public void Streams_behave_as_the_world_says(string written, TransportModel expected) =>
        Assert.Equal(expected, Read(SmallWorld.With("{ link: fifo, ", "{ link: fifo, " + written)).Network.Transport);

    [Fact]
    public void A_group_in_several_regions_gets_numbered_names_and_addresses_of_its_own()
    {
        Assert.Equal(
            ["tracker", "home-1.us-east", "home-2.us-east", "home-3.us-east", "home-1.eu-west", "home-2.eu-west", "home-3.eu-west"],
            world.Hosts.Select(host => host.Name));
        Assert.Equal("127.17.1.1", world.Hosts[4].Address.ToString());
        Assert.All(world.Hosts, host => Assert.True(host.Region.Prefix.Contains(host.Address)));
        Assert.Equal(new AccessLink(20_000_000, 200_000_000, TimeSpan.FromMilliseconds(8)), world.Hosts[1].Link);
    }

    [Fact]
    public void A_program_runs_on_its_host() =>
        Assert.Equal(new ServicePlacement(IPv4Address.Parse("127.16.0.9"), "tracker"), Assert.Single(world.Services));

    [Fact]
    public void A_planet_may_carry_some_regions_and_knows_the_others_as_abroad()
    {
        var part = world.Carrying(["us-east"]);
        Assert.Equal(world.Regions, part.Regions);
        Assert.Equal(("us-east", "us-east"), (Assert.Single(part.Carried).Label, part.Home.Label));
        Assert.Equal(["tracker", "home-1.us-east", "home-2.us-east", "home-3.us-east"], part.Hosts.Select(host => host.Name));
        Assert.Equal(["home-1.eu-west", "home-2.eu-west", "home-3.eu-west"], part.Abroad.Select(host => host.Name));
        Assert.Equal(["127.16.1.1", "127.16.1.2", "127.16.1.3"], Assert.Single(part.Swarms).Members.Select(member => member.Address.ToString()));
        Assert.Equal(world.Services, world.Carrying(["eu-west"]).Services);
        Assert.Equal(world.Hosts.AsEnumerable(), world.Carrying(["us-east", "eu-west"]).Hosts);
    }

    [Fact]
    public void A_swarm_draws_its_hosts_from_every_region_in_turn_and_nobody_twice()
    {
        var swarm = Assert.Single(world.Swarms);
        Assert.Equal((4L << 20, 128 << 10), (swarm.ContentLength, swarm.PieceLength));
        Assert.Equal(["127.16.1.1", "127.16.1.2", "127.17.1.1", "127.16.1.3", "127.17.1.2"], swarm.Members.Select(member => member.Address.ToString()));
        Assert.Equal([true, false, false, false, false], swarm.Members.Select(member => member.IsSeed));
        Assert.Equal(new PeerPolicies { Picking = PiecePicking.Random, WhenDone = WhenDone.Leave }, swarm.Members[1].Policies);
    }

    [Theory]
    [InlineData("piece: 128 KiB", 16 << 10)]
    [InlineData("block: 64 KiB", 64 << 10)]
    public void Blocks_are_the_usual_ones_where_the_world_does_not_say(string line, int length) =>
        Assert.Equal(length, Read(SmallWorld.With("piece: 128 KiB", line)).Swarms[0].BlockLength);

    [Fact]
    public void Comings_and_goings_follow_their_laws()
    {
        var swarm = world.Swarms[0];
        Assert.Equal(new Distribution(DistributionLaw.Exponential, TimeSpan.FromSeconds(20)), swarm.Arrival);
        Assert.Equal(new Distribution(DistributionLaw.Weibull, TimeSpan.FromMinutes(42.4), 0.38), swarm.Session);
        Assert.Equal(new Distribution(DistributionLaw.Exponential, TimeSpan.FromMinutes(5)), swarm.Seeding);
        Assert.Null(swarm.Absence);
    }

    [Fact]
    public void Free_riders_are_spread_through_the_order_of_arrival()
    {
        var riders = Read(SmallWorld.With("picking: random", "free-riders: 50 %")).Swarms[0].Members.Where(member => !member.IsSeed);
        Assert.Equal([false, true, false, true], riders.Select(member => member.Policies.FreeRider));
    }

    [Fact]
    public void Allotted_addresses_avoid_the_given_ones()
    {
        var hosts = Read(SmallWorld.With("address: 127.16.0.9", "address: 127.16.1.1")).Hosts;
        Assert.Equal("127.16.1.2", hosts.Single(host => host.Name == "home-1.us-east").Address.ToString());
    }

    [Fact]
    public void An_alias_stands_for_what_its_anchor_names()
    {
        var text = SmallWorld.With("cable: { up", "base: &link { up: 1 Mb/s, down: 2 Mb/s }\n  copy: *link\n  cable: { up");
        Assert.NotNull(Read(text));
    }

    [Fact]
    public void The_default_world_is_right_and_has_something_to_see()
    {
        var reading = WorldFile.Read(Path.Combine(Repository.Root, "worlds", "default.yaml"));
        Assert.Empty(reading.Errors);
        var planet = reading.World!;
        Assert.Equal(12, planet.Regions.Length);
        Assert.InRange(planet.Hosts.Length, 200, 999);
        Assert.Equal(12, planet.Swarms[0].Members.Select(member => planet.Hosts.First(host => host.Address == member.Address).Region).Distinct().Count());
        Assert.Equal(DistributionLaw.Weibull, planet.Swarms[0].Session!.Law);
    }

    private static World Read(string text)
    {
        var reading = WorldFile.Parse(text, "small.yaml");
        Assert.Empty(reading.Errors);
        return reading.World!;
    }
}
