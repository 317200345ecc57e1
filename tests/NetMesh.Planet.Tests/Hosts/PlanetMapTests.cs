using NetMesh.Planet.Hosts;
using NetMesh.Planet.Regions;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet.Tests.Hosts;

public sealed class PlanetMapTests
{
    private static readonly Service Peer = new("peer");
    private static readonly SiteId Two = new(2), Three = new(3);

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

    [Fact]
    public void What_other_processes_list_is_replaced_and_dropped_without_touching_what_is_here()
    {
        var map = new PlanetMap([TestPlanet.East]);
        var (here, everywhere, there, later) = (At(1), At(2), At(3), At(4));
        map.Listen(here, Peer);
        map.Listen(everywhere, Peer with { RunsHere = false });
        map.SetListings(Two, [(here, new Service("other")), (everywhere, new Service("other")), (there, Peer)]);
        Assert.Equal(Peer, map.ServiceAt(here));
        Assert.Equal(Peer with { RunsHere = false }, map.ServiceAt(everywhere));
        Assert.Equal(Peer with { RunsHere = false }, map.ServiceAt(there));
        Assert.Equal(Peer with { RunsHere = false }, map.ProgramOf(there.Address));
        Assert.Null(map.CalledAt(there));
        Assert.NotNull(map.CalledAt(everywhere));
        map.SetListings(Two, [(later, Peer)]);
        Assert.Null(map.ServiceAt(there));
        Assert.NotNull(map.ServiceAt(later));
        map.DropListings(Two);
        map.DropListings(Two);
        Assert.Null(map.ServiceAt(later));
        Assert.Equal(Peer, map.ServiceAt(here));
        Assert.NotNull(map.ServiceAt(everywhere));
    }

    [Fact]
    public void A_program_that_moves_stays_listed_when_the_process_it_left_is_dropped()
    {
        var map = new PlanetMap([TestPlanet.East]);
        map.SetListings(Two, [(At(1), Peer), (At(2), Peer)]);
        map.SetListings(Three, [(At(1), Peer)]);
        map.DropListings(Two);
        Assert.NotNull(map.ServiceAt(At(1)));
        Assert.Null(map.ServiceAt(At(2)));
        // And here.
        map.Listen(At(1), Peer);
        map.DropListings(Three);
        Assert.Equal(Peer, map.ServiceAt(At(1)));
        // And away again, to where it is listed before it is gone here.
        map.SetListings(Two, [(At(1), Peer)]);
        map.Unlisten(At(1));
        Assert.Equal(Peer with { RunsHere = false }, map.ServiceAt(At(1)));
    }

    [Fact]
    public void What_was_learned_holds_until_the_directory_says_otherwise()
    {
        var map = new PlanetMap([TestPlanet.East]);
        map.Learn(At(1), Peer);
        map.Learn(At(1), new Service("other"));
        map.Learn(At(2), Peer);
        Assert.Equal(Peer with { RunsHere = false }, map.ServiceAt(At(1)));
        map.SetListings(Two, [(At(1), new Service("other"))]);
        Assert.Equal("other", map.ServiceAt(At(1))?.Name);
        map.DropListings(Two);
        Assert.Null(map.ServiceAt(At(1)));
        map.Listen(At(2), Peer);
        map.Unlisten(At(2));
        Assert.Null(map.ServiceAt(At(2)));
        map.Listen(At(3), Peer);
        map.Learn(At(3), new Service("other"));
        Assert.Equal(Peer, map.ServiceAt(At(3)));
    }

    [Fact]
    public void What_listens_here_is_told_by_address_and_every_change_once()
    {
        var map = new PlanetMap([TestPlanet.East]);
        var changes = 0;
        map.LocalListingsChanged += () => changes++;
        map.Listen(At(2), Peer);
        map.Listen(At(1), Peer);
        map.Listen(At(1), Peer);
        map.Listen(At(3), Peer with { RunsHere = false });
        map.SetListings(Two, [(At(4), Peer)]);
        map.Learn(At(5), Peer);
        Assert.Equal(2, changes);
        var before = map.LocalListings;
        Assert.Same(before, map.LocalListings);
        Assert.Equal([(At(1), Peer), (At(2), Peer)], before);
        map.Unlisten(At(2));
        map.Unlisten(At(2));
        map.Listen(At(1), Peer with { RunsHere = false });
        Assert.Equal(4, changes);
        Assert.Empty(map.LocalListings);
        Assert.Equal(2, before.Count);
    }

    [Fact]
    public void Readers_on_other_threads_never_miss_what_two_processes_list_in_turn()
    {
        var map = new PlanetMap([TestPlanet.East]);
        var listings = Enumerable.Range(0, 200).Select(i => (At(i), Peer)).ToList();
        map.SetListings(Two, listings);
        var (done, missed) = (0, 0);
        var reader = new Thread(() =>
        {
            for (var i = 0; Volatile.Read(ref done) == 0; i = (i + 1) % 200)
            {
                missed += map.ServiceAt(At(i)) is null ? 1 : 0;
            }
        });
        reader.Start();
        for (var i = 0; i < 200; i++)
        {
            map.SetListings(Three, listings);
            map.DropListings(Two);
            map.SetListings(Two, listings);
            map.SetListings(Two, listings);
            map.DropListings(Three);
        }

        Volatile.Write(ref done, 1);
        reader.Join();
        Assert.Equal(0, missed);
    }

    private static Endpoint At(int host) => new(TestPlanet.East.Prefix.At(300 + host), 6881);
}
