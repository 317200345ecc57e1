using System.Buffers;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.Wire;

namespace NetMesh.Protocols.BitTorrent.PeerWire;

/// <summary>The peer wire protocol between two processes of one planet.</summary>
internal static class PeerWireKinds
{
    // A message from inside is as large as its sender chose; what is read is never larger than the bytes handed in.
    private static readonly PeerWireLimits Any = new(1 << 29, 1 << 29, 1 << 29, 1 << 29);

    public static WireKind[] All { get; } =
    [
        WireKind.Of<PeerWireBatch>(1, WriteBatch, ReadBatch),
        WireKind.Of<Handshake>(2, Write, static bytes => WireKind.Whole(new PeerWireReader(Any).Read(bytes), bytes.Length)),
        WireKind.Of<PieceBlock>(3, WriteSimulated, ReadSimulated, static piece => piece.Block.IsSimulated),
        WireKind.Of<PeerWireMessage>(4, Write, static bytes => WireKind.Whole(PeerWireReader.AfterHandshake(Any).Read(bytes), bytes.Length)),
    ];

    private static void Write(PeerWireMessage message, IBufferWriter<byte> output) => PeerWireWriter.Write(message, output);

    // A simulated block has no bytes to write, only a length and a tag.
    private static void WriteSimulated(PieceBlock piece, IBufferWriter<byte> output)
    {
        output.Int32(piece.Piece);
        output.Int32(piece.Begin);
        output.Int32(piece.Block.Length);
        output.Int64((long)piece.Block.Tag);
    }

    private static ReadResult<WireMessage> ReadSimulated(ReadOnlySpan<byte> bytes)
    {
        var fields = new WireFields(bytes);
        var (piece, begin, length, tag) = (fields.Int32(), fields.Int32(), fields.Int32(), (ulong)fields.Int64());
        return (piece | begin | length) < 0
            ? WireKind.Invalid<WireMessage>("a block with a negative number", "zero or more")
            : fields.Whole<WireMessage>(new PieceBlock(piece, begin, Block.Simulated(length, tag)), bytes.Length);
    }

    // Each message behind its length: the kinds differ in how long they are, and a handshake may be among them.
    private static void WriteBatch(PeerWireBatch batch, IBufferWriter<byte> output)
    {
        foreach (var message in batch.Messages)
        {
            if (message is PeerWireBatch inner)
            {
                WriteBatch(inner, output);
                continue;
            }

            output.Int32(1 + (message is PieceBlock { Block.IsSimulated: true } ? 20 : message.WireLength));
            WireCodec.Write(message, output);
        }
    }

    private static ReadResult<WireMessage> ReadBatch(ReadOnlySpan<byte> bytes)
    {
        var fields = new WireFields(bytes);
        var messages = new List<PeerWireMessage>();
        while (fields.Left > 0)
        {
            var one = fields.Bytes(fields.Int32());

            // A batch within a batch is never written, and would let a few bytes nest as deep as they like.
            if (one is [1, ..])
            {
                return WireKind.Invalid<WireMessage>("a batch in a batch", "messages");
            }

            var read = WireCodec.Read(one);
            if (!read.IsComplete)
            {
                return read;
            }

            if (read.Value is not PeerWireMessage message)
            {
                return WireKind.Invalid<WireMessage>($"a {read.Value.GetType().Name} in a batch", "messages of the peer wire protocol");
            }

            messages.Add(message);
        }

        return fields.Whole<WireMessage>(new PeerWireBatch([.. messages]), bytes.Length);
    }
}
