using NetMesh.Clock;
using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Grains.Peers.Picking;

/// <summary>
/// Rarest first: the free piece with the fewest copies among the neighbours, so that no piece dies out and everybody has something the others want; any
/// of the rarest with equal chance. The first pieces are random ones, because a rare piece comes from few and therefore slowly, and a peer without any
/// piece has nothing to trade (Cohen 2003 §2.4; Legout et al. 2006 §II.C.1).
/// </summary>
public sealed class RarestFirstPicker(RandomStream random) : IPiecePicker
{
    /// <summary>Pieces picked at random before rarity counts (Legout et al. 2006).</summary>
    public const int RandomFirstPieces = 4;

    // Few candidates are looked at one by one; many are met soon when the rarest pieces are tried in order.
    private const int Few = 32;

    private readonly RandomPicker first = new(random);

    public int Pick(PieceAvailability pieces, PieceSet theirs, int verified)
    {
        if (verified < RandomFirstPieces)
        {
            return first.Pick(pieces, theirs, verified);
        }

        var candidates = pieces.Free.CountCommon(theirs);
        return candidates switch
        {
            0 => -1,
            <= Few => AmongFew(pieces, theirs),
            _ => AmongMany(pieces, theirs),
        };
    }

    private int AmongFew(PieceAvailability pieces, PieceSet theirs)
    {
        Span<int> rarest = stackalloc int[Few];
        var count = 0;
        var fewest = int.MaxValue;
        var free = pieces.Free.Words;
        var offered = theirs.Words;
        for (var i = 0; i < free.Length; i++)
        {
            for (var word = free[i] & offered[i]; word != 0; word &= word - 1)
            {
                var piece = (i << 6) + System.Numerics.BitOperations.TrailingZeroCount(word);
                var copies = pieces.Copies(piece);
                if (copies < fewest)
                {
                    fewest = copies;
                    count = 0;
                }

                if (copies == fewest)
                {
                    rarest[count++] = piece;
                }
            }
        }

        return rarest[random.Next(count)];
    }

    private int AmongMany(PieceAvailability pieces, PieceSet theirs)
    {
        for (var copies = 0; copies <= pieces.HighestBucket; copies++)
        {
            var bucket = pieces.Bucket(copies);
            if (bucket.IsEmpty)
            {
                continue;
            }

            // A bucket's order is history, not chance: begin anywhere in it.
            var start = random.Next(bucket.Length);
            for (var i = 0; i < bucket.Length; i++)
            {
                var at = start + i;
                var piece = bucket[at < bucket.Length ? at : at - bucket.Length];
                if (theirs.Has(piece))
                {
                    return piece;
                }
            }
        }

        return -1;
    }
}
