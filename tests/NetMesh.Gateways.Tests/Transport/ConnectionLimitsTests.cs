using NetMesh.Gateways.Transport;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Gateways.Tests.Transport;

public sealed class ConnectionLimitsTests
{
    private static readonly IPv4Address Flooder = new(127, 25, 0, 1);
    private static readonly IPv4Address Other = new(127, 25, 0, 2);
    private static readonly IPv4Address Newcomer = new(127, 25, 0, 3);
    private readonly ConnectionLimits limits = new(total: 10, perSource: 9);
    private readonly List<int> cut = [];

    [Fact]
    public void A_flood_from_one_address_makes_room_for_others_with_its_oldest_connections()
    {
        Flood(8);
        Enter(Other, 100);
        Enter(Other, 101);
        Assert.Null(Enter(Newcomer, 102));
        Assert.Null(Enter(Newcomer, 103));
        Assert.Equal([0, 1], cut);
    }

    [Fact]
    public void Nobody_is_displaced_by_one_who_has_as_many()
    {
        Flood(5);
        for (var i = 0; i < 5; i++)
        {
            Enter(Other, 100 + i);
        }

        Assert.Equal(RefusalReasons.TooManyConnections, Enter(Other, 200));
        Assert.Equal(RefusalReasons.TooManyConnections, Enter(Flooder, 201));
        Assert.Empty(cut);
    }

    [Fact]
    public void A_place_that_was_taken_away_is_not_given_back_twice()
    {
        var first = limits.TryEnter(Flooder, () => { }, out _)!;
        Flood(8);
        Enter(Other, 100);
        Assert.Null(Enter(Newcomer, 101));
        limits.Leave(first);
        limits.Leave(first);
        Assert.Null(Enter(Newcomer, 102));
        Assert.Equal([0], cut);
    }

    [Fact]
    public void What_has_nobody_to_cut_it_keeps_its_place()
    {
        for (var i = 0; i < 9; i++)
        {
            Assert.NotNull(limits.TryEnter(Flooder, cut: null, out _));
        }

        Enter(Other, 100);
        Assert.Equal(RefusalReasons.TooManyConnections, Enter(Newcomer, 101));
    }

    private void Flood(int count)
    {
        for (var i = 0; i < count; i++)
        {
            Assert.Null(Enter(Flooder, i));
        }
    }

    private string? Enter(IPv4Address source, int name)
    {
        limits.TryEnter(source, () => cut.Add(name), out var reason);
        return reason;
    }
}
