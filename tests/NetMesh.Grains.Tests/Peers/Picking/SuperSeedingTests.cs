using NetMesh.Clock;
using NetMesh.Grains.Peers.Picking;

namespace NetMesh.Grains.Tests.Peers.Picking;

public sealed class SuperSeedingTests
{
    [Fact]
    public void Nobody_is_offered_a_piece_twice_while_others_were_offered_to_nobody()
    {
        var seed = Seed(40);
        var offered = Enumerable.Range(0, 10).SelectMany(neighbour => OffersTo(seed, neighbour, isUnchoked: true)).ToArray();
        Assert.Equal(40, offered.Length);
        Assert.Equal(40, offered.Distinct().Count());
    }

    [Fact]
    public void Choked_neighbour_is_offered_one_piece_and_an_unchoked_one_some_ahead()
    {
        var seed = Seed(40);
        Assert.Single(OffersTo(seed, 0, isUnchoked: false));
        Assert.Equal(SuperSeeding.Ahead - 1, OffersTo(seed, 0, isUnchoked: true).Length);
        Assert.Empty(OffersTo(seed, 0, isUnchoked: true));
    }

    [Fact]
    public void What_was_asked_for_makes_room_for_another_offer_and_goes_to_nobody_else()
    {
        var seed = Seed(5);
        var first = OffersTo(seed, 0, isUnchoked: true);
        seed.OnAsked(0, first[0]);
        var next = Assert.Single(OffersTo(seed, 0, isUnchoked: true));
        Assert.DoesNotContain(next, first);
        Assert.DoesNotContain(first[0], OffersTo(seed, 1, isUnchoked: true));
    }

    [Fact]
    public void Neighbour_that_wants_nothing_of_what_it_was_offered_is_offered_something_else()
    {
        var seed = Seed(5);
        var first = Assert.Single(OffersTo(seed, 0, isUnchoked: false));
        seed.OnSated(0);
        Assert.NotEqual(first, Assert.Single(OffersTo(seed, 0, isUnchoked: false)));
    }

    [Fact]
    public void It_is_over_when_every_piece_was_asked_for_or_is_elsewhere()
    {
        var seed = Seed(3);
        seed.OnAsked(0, 0);
        seed.OnSeen(1);
        Assert.False(seed.IsOver);
        seed.OnAsked(1, 2);
        Assert.True(seed.IsOver);
        Assert.Empty(OffersTo(seed, 2, isUnchoked: true));
    }

    private static SuperSeeding Seed(int pieces) => new(pieces, new RandomStreams(1).Get("seed"));

    private static int[] OffersTo(SuperSeeding seed, int neighbour, bool isUnchoked)
    {
        var offered = new List<int>();
        for (int piece; (piece = seed.Offer(neighbour, null, isUnchoked)) >= 0;)
        {
            offered.Add(piece);
        }

        return [.. offered];
    }
}
