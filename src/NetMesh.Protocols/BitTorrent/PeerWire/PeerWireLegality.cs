namespace NetMesh.Protocols.BitTorrent.PeerWire;

/// <summary>How far a connection between two peers is, as seen from the messages received on it.</summary>
public enum PeerWirePhase
{
    /// <summary>Nothing was received.</summary>
    BeforeHandshake,

    /// <summary>The handshake was received and nothing after it but extensions.</summary>
    AfterHandshake,

    Open,
}

/// <summary>
/// Which message may be received when (BEP 3). The table is the rule; a later BEP that adds a message adds a row, and with it the reserved bit that
/// both sides must have set.
/// </summary>
public static class PeerWireLegality
{
    /// <param name="Id">The message's id on the wire.</param>
    /// <param name="Before">Legal before the handshake.</param>
    /// <param name="After">Legal right after the handshake.</param>
    /// <param name="Open">Legal later.</param>
    /// <param name="Opens">Received right after the handshake, it begins the exchange.</param>
    /// <param name="Needs">The reserved bit that both sides must have set; 0: none.</param>
    private readonly record struct Row(int Id, bool Before, bool After, bool Open, bool Opens = true, ulong Needs = 0);

    // The handshake has no id: it is the only thing legal before itself and never legal again. The keep-alive has none either: legal ever after.
    private static readonly Row[] Table =
    [
        new(Id: 0, Before: false, After: true, Open: true), // choke
        new(Id: 1, Before: false, After: true, Open: true), // unchoke
        new(Id: 2, Before: false, After: true, Open: true), // interested
        new(Id: 3, Before: false, After: true, Open: true), // not interested
        new(Id: 4, Before: false, After: true, Open: true), // have
        new(Id: 5, Before: false, After: true, Open: true), // bitfield: BEP 3 wants it first, aria2 sends another one in place of many a have
        new(Id: 6, Before: false, After: true, Open: true), // request
        new(Id: 7, Before: false, After: true, Open: true), // piece
        new(Id: 8, Before: false, After: true, Open: true), // cancel
        new(Id: 9, Before: false, After: true, Open: true, Opens: false), // port (BEP 5)
        new(Id: 20, Before: false, After: true, Open: true, Opens: false, Needs: ReservedBits.ExtensionProtocol), // extended (BEP 10)
    ];

    private static readonly byte[] RowOfId = IndexById();

    /// <summary>The phase a connection is in after receiving this message; null when it is not legal now.</summary>
    /// <param name="phase">The phase it is in.</param>
    /// <param name="message">Any message but a batch.</param>
    /// <param name="shared">Reserved bits that both sides have set.</param>
    public static PeerWirePhase? Next(PeerWirePhase phase, PeerWireMessage message, ulong shared)
    {
        var id = message.Id;
        if ((uint)id >= (uint)RowOfId.Length)
        {
            return message switch
            {
                Handshake => phase == PeerWirePhase.BeforeHandshake ? PeerWirePhase.AfterHandshake : null,
                KeepAlive => phase == PeerWirePhase.BeforeHandshake ? null : phase,
                _ => Unlisted(phase, message),
            };
        }

        if (RowOfId[id] == 0)
        {
            return Unlisted(phase, message);
        }

        ref readonly var row = ref Table[RowOfId[id] - 1];
        if ((row.Needs & shared) != row.Needs)
        {
            return null;
        }

        return phase switch
        {
            PeerWirePhase.BeforeHandshake => row.Before ? phase : null,
            PeerWirePhase.AfterHandshake => row.After ? (row.Opens ? PeerWirePhase.Open : phase) : null,
            _ => row.Open ? phase : null,
        };
    }

    // A message of a BEP that is not spoken here: skipped, as real clients do.
    private static PeerWirePhase? Unlisted(PeerWirePhase phase, PeerWireMessage message) =>
        message is UnknownMessage && phase != PeerWirePhase.BeforeHandshake ? phase : null;

    // Row number plus one, so that 0 says "no such message".
    private static byte[] IndexById()
    {
        var index = new byte[32];
        for (var i = 0; i < Table.Length; i++)
        {
            index[Table[i].Id] = (byte)(i + 1);
        }

        return index;
    }
}
