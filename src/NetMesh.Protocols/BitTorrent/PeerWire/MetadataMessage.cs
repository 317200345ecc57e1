using System.Buffers;
using NetMesh.Protocols.Bencode;

namespace NetMesh.Protocols.BitTorrent.PeerWire;

/// <summary>The kinds of <see cref="MetadataMessage"/>, with their numbers.</summary>
public enum MetadataMessageKind
{
    Request = 0,
    Data = 1,
    Reject = 2,
}

/// <summary>
/// A <c>ut_metadata</c> message (BEP 9), the payload of an <see cref="Extended"/> message: it lets a peer that has only a magnet link fetch the info
/// dictionary in pieces of 16 KiB.
/// </summary>
/// <param name="Kind">Request, data, or "I have not got it".</param>
/// <param name="Piece">Which 16 KiB.</param>
/// <param name="TotalSize">With data: bytes of the whole dictionary.</param>
/// <param name="Data">With data: the bytes. Owned.</param>
public sealed record MetadataMessage(MetadataMessageKind Kind, int Piece, int TotalSize, ReadOnlyMemory<byte> Data)
{
    /// <summary>Bytes of every piece but the last.</summary>
    public const int PieceLength = 16 * 1024;

    public static MetadataMessage Request(int piece) => new(MetadataMessageKind.Request, piece, 0, default);

    public static MetadataMessage Reject(int piece) => new(MetadataMessageKind.Reject, piece, 0, default);

    /// <summary>The answer to a request: the piece, or a rejection when there is none of that number.</summary>
    /// <param name="info">The whole info dictionary.</param>
    /// <param name="piece">Which piece was asked for.</param>
    public static MetadataMessage Answer(ReadOnlyMemory<byte> info, int piece)
    {
        var begin = (long)piece * PieceLength;
        return piece < 0 || begin >= info.Length
            ? Reject(piece)
            : new MetadataMessage(
                MetadataMessageKind.Data, piece, info.Length, info.Slice((int)begin, Math.Min(PieceLength, info.Length - (int)begin)));
    }

    /// <summary>Reads the payload of an extended message that came under <c>ut_metadata</c>'s number.</summary>
    public static ReadResult<MetadataMessage> Read(ReadOnlySpan<byte> payload)
    {
        var read = BencodeReader.Read(payload, BencodeRules.Lenient);
        if (!read.IsComplete)
        {
            return ReadResult<MetadataMessage>.Invalid(read.Error ?? Error("a message that is cut off", payload.Length));
        }

        if (!read.Value["msg_type"u8].TryGetInteger(out var kind) || kind is < 0 or > 2)
        {
            return ReadResult<MetadataMessage>.Invalid(Error("an unknown kind of message", 0));
        }

        if (!read.Value["piece"u8].TryGetInteger(out var piece) || piece is < 0 or > int.MaxValue / PieceLength)
        {
            return ReadResult<MetadataMessage>.Invalid(Error("no usable piece number", 0));
        }

        var total = 0L;
        var data = payload[read.Consumed..];
        if (kind == (int)MetadataMessageKind.Data)
        {
            if (!read.Value["total_size"u8].TryGetInteger(out total) || total is < 1 or > int.MaxValue || data.Length is 0 or > PieceLength)
            {
                return ReadResult<MetadataMessage>.Invalid(Error("data without a size, or of the wrong size", read.Consumed));
            }
        }
        else
        {
            data = default;
        }

        return ReadResult<MetadataMessage>.Complete(
            new MetadataMessage((MetadataMessageKind)kind, (int)piece, (int)total, data.ToArray()), payload.Length);
    }

    /// <summary>The message that carries this one.</summary>
    /// <param name="extensionId">The number that the receiver gave <c>ut_metadata</c> in its extension handshake.</param>
    public Extended ToMessage(byte extensionId)
    {
        var output = new ArrayBufferWriter<byte>(64 + Data.Length);
        var writer = new BencodeWriter(output);
        writer.BeginDictionary();
        writer.Entry("msg_type"u8, (int)Kind);
        writer.Entry("piece"u8, Piece);
        if (Kind == MetadataMessageKind.Data)
        {
            writer.Entry("total_size"u8, TotalSize);
        }

        writer.End();
        writer.Raw(Data.Span);
        return new Extended(extensionId, output.WrittenSpan.ToArray());
    }

    private static ProtocolError Error(string what, long at) => new("ut_metadata", what, "msg_type 0 to 2 and piece, bencoded (BEP 9)", at);
}
