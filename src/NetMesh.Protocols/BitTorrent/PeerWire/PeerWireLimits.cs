namespace NetMesh.Protocols.BitTorrent.PeerWire;

/// <summary>How large a peer's messages may be before the peer is refused, by kind.</summary>
/// <param name="MaxBlockLength">Payload of a <c>piece</c> message. Requests are for 16 KiB by custom; some clients have asked for more.</param>
/// <param name="MaxBitfieldLength">Bytes of a bitfield: eight times as many pieces.</param>
/// <param name="MaxExtendedLength">Payload of an extended message (BEP 10): peer exchange and metadata stay below 20 KiB.</param>
/// <param name="MaxUnknownLength">Payload of a message with an id that nobody here knows.</param>
public sealed record PeerWireLimits(
    int MaxBlockLength = 128 * 1024, int MaxBitfieldLength = 256 * 1024, int MaxExtendedLength = 64 * 1024, int MaxUnknownLength = 16 * 1024)
{
    public static readonly PeerWireLimits Usual = new();

    /// <summary>The largest length prefix that any message may have.</summary>
    public int MaxLength { get; } = 1 + Math.Max(Math.Max(8 + MaxBlockLength, MaxBitfieldLength), Math.Max(1 + MaxExtendedLength, MaxUnknownLength));

    /// <summary>
    /// The lengths that a message with this id may have on the wire, without its four-byte prefix but with the id. This and
    /// <see cref="PeerWireReader"/>'s switch are the two places a further BEP's messages go into.
    /// </summary>
    public (string Name, int Min, int Max) LengthsOf(int id) => id switch
    {
        0 => ("choke", 1, 1),
        1 => ("unchoke", 1, 1),
        2 => ("interested", 1, 1),
        3 => ("not interested", 1, 1),
        4 => ("have", 5, 5),
        5 => ("bitfield", 1, 1 + MaxBitfieldLength),
        6 => ("request", 13, 13),
        7 => ("piece", 9, 9 + MaxBlockLength),
        8 => ("cancel", 13, 13),
        9 => ("port", 3, 3),
        20 => ("extended", 2, 2 + MaxExtendedLength),
        _ => ("unknown message", 1, 1 + MaxUnknownLength),
    };
}
