using NetMesh.Planet.Hosts;
using NetMesh.Planet.Regions;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Planet.Tests.Hosts;

public sealed class PlanetMapTests
{
    private static readonly Service Peer = new("peer");

    [Fact]
    public void A_hundred_thousand_hosts_are_found_by_address_name_and_program()
    {
        var map = new PlanetMap([TestPlanet.East, TestPlanet.West with { Prefix = AddressPrefix.Parse("127.32.0.0/14") }]);
        for (var i = 0; i < 100_000; i++)
        {
            var address = map.Regions[1].Prefix.At(i);
            map.AddHost(new Host($"host-{i}", address, map.Regions[1], AccessLink.Unlimited));
            map.Listen(new Endpoint(address, 6881), Peer);
        }

        for (var i = 0; i < 100_000; i += 7)
        {
            var address = map.Regions[1].Prefix.At(i);
            Assert.Equal($"host-{i}", map.HostAt(address)?.Name);
            Assert.Same(map.HostAt(address), map.HostNamed($"HOST-{i}"));
            Assert.Same(Peer, map.ServiceAt(new Endpoint(address, 6881)));
            Assert.Null(map.ServiceAt(new Endpoint(address, 6882)));
        }

        Assert.Null(map.HostAt(map.Regions[1].Prefix.At(100_000)));
        Assert.Equal(100_000, map.Hosts.Count);
        Assert.Equal(map.Hosts.OrderBy(host => host.Address), map.Hosts);
    }

    [Fact]
    public void A_program_that_no_longer_listens_can_still_dial()
    {
        var map = new PlanetMap([TestPlanet.East]);
        var at = new Endpoint(TestPlanet.East.Prefix.At(5), 6881);
        map.Listen(at, Peer);
        map.Unlisten(at);
        map.Unlisten(at);
        Assert.Null(map.ServiceAt(at));
        Assert.Same(Peer, map.ProgramOf(at.Address));
    }

    [Fact]
    public void A_snapshot_of_the_hosts_does_not_change()
    {
        var map = new PlanetMap([TestPlanet.East]);
        var host = new Host("one", TestPlanet.East.Prefix.At(5), TestPlanet.East, AccessLink.Unlimited);
        map.AddHost(host);
        var before = map.Hosts;
        Assert.Same(before, map.Hosts);
        Assert.True(map.RemoveHost(host.Address));
        Assert.False(map.RemoveHost(host.Address));
        Assert.Single(before);
        Assert.Empty(map.Hosts);
        Assert.Null(map.HostNamed("one"));
        map.AddHost(host);
        Assert.Same(host, map.HostAt(host.Address));
    }

    [Fact]
    public void A_name_or_address_can_be_had_once()
    {
        var map = new PlanetMap([TestPlanet.East]);
        var host = new Host("one", TestPlanet.East.Prefix.At(5), TestPlanet.East, AccessLink.Unlimited);
        map.AddHost(host);
        Assert.Throws<ArgumentException>(() => map.AddHost(host with { Name = "two" }));
        Assert.Throws<ArgumentException>(() => map.AddHost(host with { Address = TestPlanet.East.Prefix.At(6), Name = "ONE" }));
    }

    [Fact]
    public void An_address_stands_in_the_region_whose_prefix_holds_it()
    {
        Region[] regions =
        [
            TestPlanet.West,
            new("small", 1, 1, AddressPrefix.Parse("127.16.8.0/24")),
            new("large", 1, 1, AddressPrefix.Parse("127.128.0.0/9")),
        ];
        var map = new PlanetMap(regions);
        Assert.Equal("eu-west", map.RegionOf(IPv4Address.Parse("127.17.255.255"))?.Label);
        Assert.Equal("small", map.RegionOf(IPv4Address.Parse("127.16.8.1"))?.Label);
        Assert.Equal("large", map.RegionOf(IPv4Address.Parse("127.255.255.255"))?.Label);
        Assert.Null(map.RegionOf(IPv4Address.Parse("127.16.9.0")));
        Assert.Null(map.RegionOf(IPv4Address.Parse("127.0.0.1")));
        Assert.Null(map.RegionOf(IPv4Address.Parse("128.0.0.0")));
        Assert.Equal("eu-west", map.Home?.Label);
    }

    [Fact]
    public void Overlapping_regions_are_refused() =>
        Assert.Throws<ArgumentException>(() => new PlanetMap([TestPlanet.East, new("b", 0, 0, AddressPrefix.Parse("127.16.4.0/24"))]));

    [Fact]
    public void Readers_on_other_threads_find_every_host_that_was_there_before()
    {
        var map = new PlanetMap([TestPlanet.East]);
        var added = 0;
        var missed = 0;
        var readers = Enumerable.Range(0, 2).Select(_ => new Thread(() =>
        {
            while (Volatile.Read(ref added) is var known and < 20_000)
            {
                if (known > 0 && map.HostAt(TestPlanet.East.Prefix.At(known)) is null)
                {
                    Interlocked.Increment(ref missed);
                }
            }
        })).ToList();
        readers.ForEach(reader => reader.Start());
        for (var i = 1; i <= 20_000; i++)
        {
            map.AddHost(new Host($"h{i}", TestPlanet.East.Prefix.At(i), TestPlanet.East, AccessLink.Unlimited));
            Volatile.Write(ref added, i);
        }

        readers.ForEach(reader => reader.Join());
        Assert.Equal(0, missed);
    }
}
