using NetMesh.Planet.Links;

namespace NetMesh.Labs.Oracles;

/// <summary>What a file costs a link when BitTorrent carries it, where a formula leaves headers out.</summary>
public static class BlockOverhead
{
    // BEP 3: length prefix, type, piece, begin.
    private const int MessageHeader = 13;

    /// <summary>
    /// Bits on the link for a file sent in blocks, each a message with its header in segments with theirs: 3 % more than the file has. Requests and HAVEs come
    /// on top.
    /// </summary>
    public static double OnTheWire(double fileBits, int blockBytes) => fileBits * WireSize.OfStream(blockBytes + MessageHeader) / blockBytes;
}
