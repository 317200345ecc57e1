using System.Diagnostics.Metrics;

namespace NetMesh.Grains.Peers;

/// <summary>What peers count (<c>/metrics</c>).</summary>
internal static class PeerMeter
{
    private static readonly Meter Meter = new("NetMesh.Grains");

    private static readonly Counter<long> Refusals =
        Meter.CreateCounter<long>("netmesh_peer_refusals", description: "Connections that peers refused or broke off, by reason");

    private static readonly Counter<long> PiecesVerified =
        Meter.CreateCounter<long>("netmesh_peer_pieces_verified", description: "Pieces whose hash was right");

    private static readonly Counter<long> PiecesFailed =
        Meter.CreateCounter<long>("netmesh_peer_pieces_failed", description: "Pieces whose hash was wrong");

    /// <param name="reason">One of a few fixed words.</param>
    public static void Refused(string reason) => Refusals.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public static void Verified() => PiecesVerified.Add(1);

    public static void Failed() => PiecesFailed.Add(1);
}
