using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Grains.Peers.Picking;

/// <summary>The first free piece: for watching while it downloads, and for showing what that costs a swarm.</summary>
public sealed class SequentialPicker : IPiecePicker
{
    public int Pick(PieceAvailability pieces, PieceSet theirs, int verified) => pieces.Free.CommonAt(theirs, 0);
}
