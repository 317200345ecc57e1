using NetMesh.Clock;
using NetMesh.Grains.Peers.Picking;
using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Grains.Tests.Peers.Picking;

public sealed class PiecePickerTests
{
    private const int PieceCount = 100;
    private readonly PieceAvailability pieces = new(PieceCount);
    private readonly RandomStream random = new(11);

    public PiecePickerTests()
    {
        for (var piece = 0; piece < PieceCount; piece++)
        {
            pieces.Release(piece);
            pieces.Gained(piece);
            if (piece % 10 != 3)
            {
                pieces.Gained(piece);
            }
        }
    }

    [Fact]
    public void Rarest_first_picks_only_among_the_rarest_and_reaches_all_of_them()
    {
        var picker = new RarestFirstPicker(random);
        var all = PieceSet.All(PieceCount);
        var picked = Enumerable.Range(0, 300).Select(_ => picker.Pick(pieces, all, 10)).ToHashSet();
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (10 * i) + 3), picked.Order());
    }

    [Fact]
    public void Rarest_first_picks_the_rarest_that_the_neighbour_has()
    {
        var picker = new RarestFirstPicker(random);
        var theirs = new PieceSet(PieceCount);
        theirs.Add(5);
        theirs.Add(6);
        theirs.Add(13);
        Assert.All(Enumerable.Range(0, 50), _ => Assert.Equal(13, picker.Pick(pieces, theirs, 10)));
        pieces.Withdraw(13);
        Assert.Contains(picker.Pick(pieces, theirs, 10), new[] { 5, 6 });
        pieces.Withdraw(5);
        pieces.Withdraw(6);
        Assert.Equal(-1, picker.Pick(pieces, theirs, 10));
    }

    [Fact]
    public void The_first_four_pieces_are_random_ones()
    {
        var picker = new RarestFirstPicker(random);
        var picked = Enumerable.Range(0, 2000).Select(_ => picker.Pick(pieces, PieceSet.All(PieceCount), 3)).ToHashSet();
        Assert.Equal(PieceCount, picked.Count);
    }

    [Fact]
    public void Random_picking_is_even()
    {
        var picker = new RandomPicker(random);
        var counts = new int[PieceCount];
        for (var i = 0; i < 100_000; i++)
        {
            counts[picker.Pick(pieces, PieceSet.All(PieceCount), 50)]++;
        }

        // Six standard deviations of a binomial count around its mean of 1,000.
        Assert.All(counts, count => Assert.InRange(count, 810, 1190));
    }

    [Fact]
    public void Sequential_picking_goes_in_order()
    {
        var picker = new SequentialPicker();
        for (var piece = 0; piece < PieceCount; piece++)
        {
            Assert.Equal(piece, picker.Pick(pieces, PieceSet.All(PieceCount), piece));
            pieces.Withdraw(piece);
        }
    }

    [Fact]
    public void Rarest_first_keeps_copies_more_even_than_random_picking()
    {
        var rarest = LeastCopies(new RarestFirstPicker(random));
        var chance = LeastCopies(new RandomPicker(random));
        Assert.True(rarest > chance, $"least copies of a piece: rarest first {rarest}, random {chance}");
    }

    // Thirty peers that see each other take a piece each in turn from a seed until each has a third: how rare is the rarest piece then?
    private static int LeastCopies(IPiecePicker picker)
    {
        var peers = Enumerable.Range(0, 30).Select(_ => new PieceAvailability(PieceCount)).ToArray();
        foreach (var peer in peers)
        {
            for (var piece = 0; piece < PieceCount; piece++)
            {
                peer.Release(piece);
                peer.Gained(piece);
            }
        }

        for (var round = 0; round < PieceCount / 3; round++)
        {
            foreach (var peer in peers)
            {
                var piece = picker.Pick(peer, PieceSet.All(PieceCount), RarestFirstPicker.RandomFirstPieces + round);
                peer.Withdraw(piece);
                foreach (var other in peers)
                {
                    other.Gained(piece);
                }
            }
        }

        return Enumerable.Range(0, PieceCount).Min(piece => peers[0].Copies(piece));
    }
}
