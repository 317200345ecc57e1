using FsCheck;
using FsCheck.Fluent;
using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Protocols.Tests.BitTorrent.Content;

public sealed class PieceSetTests
{
    [Fact]
    public void A_bitfield_written_is_the_bitfield_read() => Prop.ForAll<bool[]>(bits =>
    {
        var set = Make(bits);
        var back = PieceSet.FromBits(set.ToBits(), bits.Length)!;
        return back.Count == bits.Count(bit => bit) && Enumerable.Range(0, bits.Length).All(i => back.Has(i) == bits[i]);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_high_bit_of_the_first_byte_is_piece_0()
    {
        var set = PieceSet.FromBits([0x80, 0x40], 10)!;
        Assert.True(set.Has(0));
        Assert.True(set.Has(9));
        Assert.Equal(2, set.Count);
    }

    [Fact]
    public void Set_operations_are_those_of_sets() => Prop.ForAll<(bool, bool)[]>(pairs =>
    {
        var a = Make([.. pairs.Select(pair => pair.Item1)]);
        var b = Make([.. pairs.Select(pair => pair.Item2)]);
        var common = Enumerable.Range(0, pairs.Length).Where(i => pairs[i].Item1 && pairs[i].Item2).ToArray();
        return a.LacksSomeOf(b) == pairs.Any(pair => pair.Item2 && !pair.Item1)
            && a.Meets(b) == (common.Length > 0)
            && a.CountCommon(b) == common.Length
            && Enumerable.Range(0, common.Length + 1).All(rank => a.CommonAt(b, rank) == (rank < common.Length ? common[rank] : -1));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(400)]
    public void All_pieces_are_all_and_no_more(int count)
    {
        var all = PieceSet.All(count);
        Assert.True(all.IsComplete);
        var walked = 0;
        for (var piece = all.NextFrom(0); piece >= 0; piece = all.NextFrom(piece + 1))
        {
            Assert.Equal(walked++, piece);
            Assert.True(all.Remove(piece));
            Assert.False(all.Remove(piece));
        }

        Assert.Equal(count, walked);
        Assert.True(all.IsEmpty);
    }

    private static PieceSet Make(bool[] bits)
    {
        var set = new PieceSet(bits.Length);
        for (var i = 0; i < bits.Length; i++)
        {
            if (bits[i])
            {
                set.Add(i);
            }
        }

        return set;
    }
}
