using NetMesh.Clock;
using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Grains.Peers.Picking;

/// <summary>Any free piece with equal chance: what rarest first is measured against (Legout et al. 2006 §IV).</summary>
public sealed class RandomPicker(RandomStream random) : IPiecePicker
{
    public int Pick(PieceAvailability pieces, PieceSet theirs, int verified)
    {
        var count = pieces.Free.CountCommon(theirs);
        return count == 0 ? -1 : pieces.Free.CommonAt(theirs, random.Next(count));
    }
}
