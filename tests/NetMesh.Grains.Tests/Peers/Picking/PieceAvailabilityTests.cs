using NetMesh.Clock;
using NetMesh.Grains.Peers.Picking;

namespace NetMesh.Grains.Tests.Peers.Picking;

public sealed class PieceAvailabilityTests
{
    [Fact]
    public void Buckets_hold_exactly_the_free_pieces_by_copies_whatever_happens()
    {
        const int pieceCount = 40;
        var random = new RandomStream(3);
        var pieces = new PieceAvailability(pieceCount);
        var copies = new int[pieceCount];
        var free = new bool[pieceCount];
        for (var step = 0; step < 20_000; step++)
        {
            var piece = random.Next(pieceCount);
            switch (random.Next(4))
            {
                case 0 when copies[piece] < 30:
                    pieces.Gained(piece);
                    copies[piece]++;
                    break;
                case 1 when copies[piece] > 0:
                    pieces.Lost(piece);
                    copies[piece]--;
                    break;
                case 2:
                    pieces.Release(piece);
                    free[piece] = true;
                    break;
                case 3:
                    pieces.Withdraw(piece);
                    free[piece] = false;
                    break;
            }

            if (step % 97 == 0)
            {
                for (var level = 0; level <= pieces.HighestBucket; level++)
                {
                    Assert.Equal(Enumerable.Range(0, pieceCount).Where(i => free[i] && copies[i] == level), pieces.Bucket(level).ToArray().Order());
                }

                Assert.Equal(Enumerable.Range(0, pieceCount).Count(i => free[i] && copies[i] > 0), pieces.FreeAndOffered);
            }
        }
    }
}
