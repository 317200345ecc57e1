using NetMesh.Clock;
using NetMesh.Contracts.Peers;
using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Grains.Peers.Picking;

/// <summary>
/// Chooses which piece to begin with a neighbour. Begun pieces are always finished first (strict priority, Cohen 2003 §2.4.1), so a picker is asked only
/// when no begun piece needs a block that the neighbour has.
/// </summary>
public interface IPiecePicker
{
    /// <summary>A free piece that the neighbour has; -1 when there is none.</summary>
    /// <param name="pieces">What is free, and how rare.</param>
    /// <param name="theirs">What the neighbour has.</param>
    /// <param name="verified">Pieces we have verified.</param>
    int Pick(PieceAvailability pieces, PieceSet theirs, int verified);
}

/// <summary>The pickers by the name a plan gives them.</summary>
public static class PiecePickers
{
    public static IPiecePicker Make(PiecePicking picking, RandomStream random) => picking switch
    {
        PiecePicking.Random => new RandomPicker(random),
        PiecePicking.Sequential => new SequentialPicker(),
        _ => new RarestFirstPicker(random),
    };
}
