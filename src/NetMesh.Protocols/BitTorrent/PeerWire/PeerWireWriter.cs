using System.Buffers;
using System.Buffers.Binary;

namespace NetMesh.Protocols.BitTorrent.PeerWire;

/// <summary>Makes bytes of messages (BEP 3, BEP 10), always exactly as many as <see cref="PeerWireMessage.WireLength"/> says.</summary>
public static class PeerWireWriter
{
    /// <summary>Writes one message, or all of a batch. A block's bytes go from where they are stored straight into the output.</summary>
    public static void Write(PeerWireMessage message, IBufferWriter<byte> output)
    {
        if (message is PeerWireBatch batch)
        {
            foreach (var each in batch.Messages)
            {
                Write(each, output);
            }

            return;
        }

        var length = message.WireLength;
        WriteOne(message, output.GetSpan(length)[..length]);
        output.Advance(length);
    }

    /// <summary>Writes one message, or all of a batch, at the start of <paramref name="output"/> and returns how many bytes that took.</summary>
    /// <exception cref="ArgumentException"><paramref name="output"/> has less room than <see cref="PeerWireMessage.WireLength"/>.</exception>
    public static int Write(PeerWireMessage message, Span<byte> output)
    {
        var length = message.WireLength;
        if (output.Length < length)
        {
            throw new ArgumentException($"{length} bytes do not fit into {output.Length}", nameof(output));
        }

        if (message is PeerWireBatch batch)
        {
            var at = 0;
            foreach (var each in batch.Messages)
            {
                at += Write(each, output[at..]);
            }
        }
        else
        {
            WriteOne(message, output[..length]);
        }

        return length;
    }

    private static void WriteOne(PeerWireMessage message, Span<byte> output)
    {
        if (message is Handshake handshake)
        {
            "\u0013BitTorrent protocol"u8.CopyTo(output);
            BinaryPrimitives.WriteUInt64BigEndian(output[20..], handshake.Reserved);
            handshake.InfoHash.CopyTo(output[28..]);
            handshake.PeerId.CopyTo(output[48..]);
            return;
        }

        BinaryPrimitives.WriteInt32BigEndian(output, output.Length - 4);
        if (message is KeepAlive)
        {
            return;
        }

        output[4] = (byte)message.Id;
        var fields = output[5..];
        switch (message)
        {
            case PieceBlock piece:
                Numbers(fields, piece.Piece, piece.Begin);
                piece.Block.CopyTo(fields[8..]);
                break;
            case Have have:
                BinaryPrimitives.WriteInt32BigEndian(fields, have.Piece);
                break;
            case Request request:
                Numbers(fields, request.Piece, request.Begin);
                BinaryPrimitives.WriteInt32BigEndian(fields[8..], request.Length);
                break;
            case Cancel cancel:
                Numbers(fields, cancel.Piece, cancel.Begin);
                BinaryPrimitives.WriteInt32BigEndian(fields[8..], cancel.Length);
                break;
            case Bitfield bitfield:
                bitfield.Bits.CopyTo(fields);
                break;
            case DhtPort dht:
                BinaryPrimitives.WriteUInt16BigEndian(fields, dht.Port);
                break;
            case Extended extended:
                fields[0] = extended.ExtensionId;
                extended.Payload.CopyTo(fields[1..]);
                break;
            case UnknownMessage unknown:
                unknown.Payload.CopyTo(fields);
                break;
        }
    }

    private static void Numbers(Span<byte> fields, int first, int second)
    {
        BinaryPrimitives.WriteInt32BigEndian(fields, first);
        BinaryPrimitives.WriteInt32BigEndian(fields[4..], second);
    }
}
