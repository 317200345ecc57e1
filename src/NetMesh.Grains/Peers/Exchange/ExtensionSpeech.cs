using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.PeerWire;
using NetMesh.Protocols.BitTorrent.Torrents;

namespace NetMesh.Grains.Peers.Exchange;

/// <summary>
/// What a peer says in the extension protocol (BEP 10): who it is, and the torrent's info dictionary to those who come with a magnet link only (BEP 9).
/// Simulated content has no dictionary, and its peers do not offer the protocol.
/// </summary>
public sealed class ExtensionSpeech(ushort listenPort, BlockMessages messages, Outbox outbox)
{
    // The number under which we want to receive ut_metadata.
    private const byte MetadataNumber = 1;

    // A client asks for each part once; one that asks for everything again and again wants our uplink, not our dictionary.
    private const int MostAnswersPerPart = 4;

    private Extended? greeting;

    /// <summary>Reserved bits of our handshake.</summary>
    public static ulong ReservedFor(Metainfo torrent) => torrent.ContentSeed is null ? ReservedBits.ExtensionProtocol : 0;

    /// <summary>Sends the extension handshake, if the neighbour speaks the protocol.</summary>
    public void Greet(PeerConnection connection, TimeSpan now)
    {
        if ((connection.Session.Shared & ReservedBits.ExtensionProtocol) != 0)
        {
            outbox.Post(connection, greeting ??= Greeting(), now);
        }
    }

    /// <summary>Takes a message of the protocol; what is garbled or meant for nobody is passed over.</summary>
    public void Hear(PeerConnection connection, Extended message, TimeSpan now)
    {
        if (message.ExtensionId == 0)
        {
            if (ExtensionHandshake.Read(message.Payload) is { IsComplete: true, Value: { } theirs })
            {
                connection.MetadataNumber = theirs.NumberOf(ExtensionHandshake.Metadata);
                connection.Pipeline.Limit(theirs.RequestQueue ?? RequestPipeline.Most);
                connection.Listens ??= theirs.Port is { } port ? new Endpoint(connection.Remote.Address, port) : null;
            }
        }
        else if (message.ExtensionId == MetadataNumber && connection.MetadataNumber > 0
            && MetadataMessage.Read(message.Payload) is { IsComplete: true, Value: { Kind: MetadataMessageKind.Request } asked })
        {
            var info = messages.Info;
            var parts = (info.Length + MetadataMessage.PieceLength - 1) / MetadataMessage.PieceLength;
            var most = MostAnswersPerPart * parts;
            if (connection.MetadataAnswers >= 2 * (most + 1))
            {
                // It does not listen. Refusals, too, are something to send, and would wait for one that never reads.
                return;
            }

            var answer = connection.MetadataAnswers++ < most
                ? MetadataMessage.Answer(info, asked.Piece)
                : MetadataMessage.Reject(asked.Piece);
            outbox.Post(connection, answer.ToMessage(connection.MetadataNumber), now);
        }
    }

    private Extended Greeting() => new ExtensionHandshake
    {
        Extensions = [new ExtensionNumber(ExtensionHandshake.Metadata, MetadataNumber)],
        Client = "NetMesh",
        Port = listenPort,
        RequestQueue = PeerWireSession.MostAsked,
        MetadataSize = messages.Info.Length > 0 ? messages.Info.Length : null,
    }.ToMessage();
}
