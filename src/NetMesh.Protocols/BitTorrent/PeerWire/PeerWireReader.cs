using System.Buffers;
using System.Buffers.Binary;
using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Protocols.BitTorrent.PeerWire;

/// <summary>
/// Makes messages of what a peer sends (BEP 3, BEP 10): first a handshake, from then on length-prefixed messages. Keeps no bytes: whatever is not
/// consumed must be handed in again with what follows it. A message that is too large or too short for its kind is refused as soon as its prefix
/// and id are there, so nobody waits for, or stores, what would be refused anyway.
/// </summary>
/// <param name="limits">How large messages may be.</param>
public sealed class PeerWireReader(PeerWireLimits? limits = null)
{
    private const int HandshakeLength = 68;

    // Length prefix, id, and the fixed fields of the kind that has most of them.
    private const int LongestHead = 17;

    private readonly PeerWireLimits limits = limits ?? PeerWireLimits.Usual;

    private static ReadOnlySpan<byte> ProtocolName => "\u0013BitTorrent protocol"u8;

    /// <summary>The handshake has been read; what follows are messages.</summary>
    public bool HandshakeIsOver { get; private set; }

    /// <summary>A reader of messages whose handshake has been read elsewhere.</summary>
    public static PeerWireReader AfterHandshake(PeerWireLimits? limits = null) => new(limits) { HandshakeIsOver = true };

    /// <summary>Reads the next message. Complete at most once a call; nothing is consumed unless it is.</summary>
    public ReadResult<PeerWireMessage> Read(in ReadOnlySequence<byte> input) => Read(new PeerWireInput(input));

    /// <inheritdoc cref="Read(in ReadOnlySequence{byte})"/>
    public ReadResult<PeerWireMessage> Read(ReadOnlySpan<byte> input) => Read(new PeerWireInput(input));

    private ReadResult<PeerWireMessage> Read(in PeerWireInput input)
    {
        if (HandshakeIsOver)
        {
            return ReadMessage(input);
        }

        var result = ReadHandshake(input);
        HandshakeIsOver = result.IsComplete;
        return result;
    }

    private static ReadResult<PeerWireMessage> ReadHandshake(in PeerWireInput input)
    {
        Span<byte> bytes = stackalloc byte[HandshakeLength];
        bytes = bytes[..(int)Math.Min(HandshakeLength, input.Length)];
        input.CopyTo(0, bytes);
        var name = ProtocolName[..Math.Min(ProtocolName.Length, bytes.Length)];
        var alike = bytes.CommonPrefixLength(name);
        if (alike < name.Length)
        {
            return Invalid("something else than a handshake", "19 and 'BitTorrent protocol' (BEP 3)", alike);
        }

        return bytes.Length < HandshakeLength
            ? ReadResult<PeerWireMessage>.NeedMore
            : ReadResult<PeerWireMessage>.Complete(
                new Handshake(BinaryPrimitives.ReadUInt64BigEndian(bytes[20..]), new Sha1Hash(bytes[28..48]), new Sha1Hash(bytes[48..])), HandshakeLength);
    }

    private ReadResult<PeerWireMessage> ReadMessage(in PeerWireInput input)
    {
        Span<byte> head = stackalloc byte[LongestHead];
        head = head[..(int)Math.Min(LongestHead, input.Length)];
        input.CopyTo(0, head);
        if (head.Length < 4)
        {
            return ReadResult<PeerWireMessage>.NeedMore;
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(head);
        if (length == 0)
        {
            return ReadResult<PeerWireMessage>.Complete(KeepAlive.Instance, 4);
        }

        if (length > limits.MaxLength)
        {
            return Invalid($"a message of {length} bytes", $"at most {limits.MaxLength}", 0);
        }

        if (head.Length < 5)
        {
            return ReadResult<PeerWireMessage>.NeedMore;
        }

        var id = head[4];
        var (name, min, max) = limits.LengthsOf(id);
        if (length < min || length > max)
        {
            return Invalid($"{name} of {length} bytes", min == max ? $"{min}" : $"{min} to {max}", 0);
        }

        var whole = 4 + (int)length;
        if (input.Length < whole)
        {
            return ReadResult<PeerWireMessage>.NeedMore;
        }

        // The three numbers of request, piece and cancel are unsigned on the wire, but no torrent has 2^31 pieces or a piece of 2 GiB.
        var fields = head[..Math.Min(whole, head.Length)][5..];
        if (id is 4 or 6 or 7 or 8)
        {
            var count = id switch { 4 => 1, 7 => 2, _ => 3 };
            for (var i = 0; i < count; i++)
            {
                if ((fields[4 * i] & 0x80) != 0)
                {
                    return Invalid($"{name} with a number beyond 2^31", "an index, offset or length below it", 5 + (4 * i));
                }
            }
        }

        return ReadResult<PeerWireMessage>.Complete(Make(id, fields, input, whole), whole);
    }

    private static PeerWireMessage Make(byte id, ReadOnlySpan<byte> fields, in PeerWireInput input, int whole) => id switch
    {
        0 => Choke.Instance,
        1 => Unchoke.Instance,
        2 => Interested.Instance,
        3 => NotInterested.Instance,
        4 => new Have(Number(fields, 0)),
        5 => new Bitfield(input.Own(5, whole - 5)),
        6 => new Request(Number(fields, 0), Number(fields, 1), Number(fields, 2)),
        7 => new PieceBlock(Number(fields, 0), Number(fields, 1), Block.Of(input.Own(13, whole - 13))),
        8 => new Cancel(Number(fields, 0), Number(fields, 1), Number(fields, 2)),
        9 => new DhtPort(BinaryPrimitives.ReadUInt16BigEndian(fields)),
        20 => new Extended(fields[0], input.Own(6, whole - 6)),
        _ => new UnknownMessage(id, input.Own(5, whole - 5)),
    };

    private static int Number(ReadOnlySpan<byte> fields, int index) => BinaryPrimitives.ReadInt32BigEndian(fields[(4 * index)..]);

    private static ReadResult<PeerWireMessage> Invalid(string what, string expected, long at) =>
        ReadResult<PeerWireMessage>.Invalid(new ProtocolError("peer-wire", what, expected, at));
}
