using NetMesh.Labs.Worlds;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Labs.Tests.Worlds;

/// <summary>What a world says of resolvers that ask others.</summary>
public sealed class WorldForwardTests
{
    private const string Text =
        """
        regions:
          us-east: { at: [39.0, -77.5], prefix: 127.16.0.0/16 }
        hosts:
          web:  { region: us-east }
          far:  { region: us-east, address: 127.16.0.53, runs: resolver, forward-to: { at: 192.0.2.53, key: ours } }
          near: { region: us-east, address: 127.16.0.54, runs: resolver, prefetch: off, forward-to: [far, 127.16.0.55] }
          own:  { region: us-east, address: 127.16.0.55, runs: resolver }
        keys: { ours: c2VjcmV0 }
        zones:
          .: { on: own, records: '@ 1h SOA . . 1 1 1 1 1

            @ 1h NS .' }
        """;

    [Fact]
    public void Each_forwards_to_whom_it_names_in_that_order()
    {
        Assert.Empty(WorldFile.Parse(Text, "world").Errors);
        var names = World.Parse(Text).Names;
        Assert.Equal(["127.16.0.53 ", "127.16.0.55 "], Of(names.ForwardersOf(IPv4Address.Parse("127.16.0.54"))));
        Assert.Equal(["192.0.2.53 192.0.2.53:53 ours."], Of(names.ForwardersOf(IPv4Address.Parse("127.16.0.53"))));
        Assert.Empty(names.ForwardersOf(IPv4Address.Parse("127.16.0.55")));
        Assert.Equal((false, true), (names.Habits.Prefetches(IPv4Address.Parse("127.16.0.54")), names.Habits.Prefetches(IPv4Address.Parse("127.16.0.53"))));

        var moved = World.Parse(Text).Within(AddressPrefix.Parse("198.18.0.0/15")).Names;
        Assert.Equal(["198.19.0.53 ", "198.19.0.55 "], Of(moved.ForwardersOf(IPv4Address.Parse("198.19.0.54"))));
        Assert.Equal(["192.0.2.53 192.0.2.53:53 ours."], Of(moved.ForwardersOf(IPv4Address.Parse("198.19.0.53"))));

        static IEnumerable<string> Of(IEnumerable<Contracts.Names.Forwarder> forwarders) => forwarders.Select(it => $"{it.Address} {it.Outside?.At} {it.Outside?.Key?.Name}".Replace("  ", " ", StringComparison.Ordinal));
    }

    [Fact]
    public void Outside_the_planet_a_resolver_asks_where_the_world_lets_it_and_begins_at_the_real_root_where_it_has_none()
    {
        IPv4Address own = IPv4Address.Parse("127.16.0.55"), there = IPv4Address.Parse("192.0.2.1"), here = IPv4Address.Parse("127.16.0.53");
        Assert.Null(World.Parse(Text).Names.OutsideServerFor(own, there));
        var names = World.Parse(Text.Replace("127.16.0.55, runs: resolver", "127.16.0.55, runs: resolver, outside: on", StringComparison.Ordinal)).Names;
        Assert.Equal(new Endpoint(there, 53), names.OutsideServerFor(own, there)!.At);
        Assert.Null(names.OutsideServerFor(own, here));
        Assert.Null(names.OutsideServerFor(here, there));
        Assert.Equal(own, Assert.Single(names.RootsOf(own)));

        var bare = World.Parse("regions: { a: { at: [0, 0], prefix: 127.16.0.0/16 } }\nhosts: { r: { region: a, address: 127.16.0.55, runs: resolver, outside: 5300 } }").Names;
        Assert.Equal((13, 5300), (bare.RootsOf(own).Length, bare.OutsideServerFor(own, there)!.At.Port));
    }

    [Theory]
    [InlineData("[far, 127.16.0.55]", "[fra]", "world:6:94: there is no host 'fra'; expected names or addresses of hosts that run a resolver, or { at: 192.0.2.53 } for a server outside")]
    [InlineData("[far, 127.16.0.55]", "192.0.2.53", "there is no host '192.0.2.53'; expected names or addresses of hosts that run a resolver, or { at: 192.0.2.53 } for a server outside")]
    [InlineData("[far, 127.16.0.55]", "web", "'web' runs no resolver; expected names or addresses")]
    [InlineData("[far, 127.16.0.55]", "near", "world:6:3: 'near' forwards to itself; expected another resolver")]
    [InlineData("[far, 127.16.0.55]", "[far, 127.16.0.53]", "world:6:3: host 'near' forwards twice to 127.16.0.53; expected each address once")]
    [InlineData("address: 127.16.0.55, runs: resolver", "address: 127.16.0.55, runs: resolver, forward-to: near", "world:6:3: 'near' forwards to 'own', which forwards to 'near' again; expected a way that ends at one that looks names up itself")]
    [InlineData("key: ours", "key: theirs", "there is no key 'theirs'; expected the name of a key below 'keys:'")]
    [InlineData("{ at: 192.0.2.53,", "{ at: dns.example,", "expected an address, with a port unless it is 53, such as 192.0.2.1:5300")]
    [InlineData("web:  { region: us-east }", "web:  { region: us-east, forward-to: far }", "an answer-order, a prefetch, a forward-to or an outside, and asks nobody; expected runs: resolver")]
    [InlineData("prefetch: off", "outside: 0", "'outside' is '0'; expected on, off, or the port on which servers outside listen")]
    [InlineData("prefetch: off", "prefetch: seldom", "'prefetch' is 'seldom'; expected")]
    public void What_is_wrong_is_said_with_its_place(string passage, string instead, string error)
    {
        Assert.Contains(passage, Text, StringComparison.Ordinal);
        var errors = WorldFile.Parse(Text.Replace(passage, instead, StringComparison.Ordinal), "world").Errors;
        Assert.True(errors.Any(it => it.ToString().Contains(error, StringComparison.Ordinal)), $"expected '{error}' in\n{string.Join('\n', errors)}");
    }
}
