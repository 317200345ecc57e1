using System.Buffers;
using System.Buffers.Binary;
using NetMesh.Gateways.Transport;
using NetMesh.Protocols;
using NetMesh.Protocols.Wire;

namespace NetMesh.Gateways.Tests.Transport;

/// <summary>A protocol as simple as can be: four bytes of length, then as many of text. Lengths above a mebibyte are garbage.</summary>
internal sealed class LineCodec : IStreamCodec
{
    public ReadResult<WireMessage> Read(in ReadOnlySequence<byte> input) => Read(input.ToArray());

    private static ReadResult<WireMessage> Read(ReadOnlySpan<byte> input)
    {
        if (input.Length < 4)
        {
            return ReadResult<WireMessage>.NeedMore;
        }

        var length = BinaryPrimitives.ReadInt32BigEndian(input);
        if (length is < 0 or > 1 << 20)
        {
            return ReadResult<WireMessage>.Invalid(new ProtocolError("line", "a length beyond reason", "less"));
        }

        return input.Length < 4 + length
            ? ReadResult<WireMessage>.NeedMore
            : ReadResult<WireMessage>.Complete(new Line(input.Slice(4, length).ToArray()), 4 + length);
    }

    public void Write(WireMessage message, IBufferWriter<byte> output)
    {
        var text = ((Line)message).Text;
        BinaryPrimitives.WriteInt32BigEndian(output.GetSpan(4), text.Length);
        output.Advance(4);
        output.Write(text);
    }

    public WireMessage Join(ReadOnlySpan<WireMessage> messages) => new Lines(messages.ToArray());

    public static byte[] Bytes(byte[] text)
    {
        var bytes = new byte[4 + text.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, text.Length);
        text.CopyTo(bytes.AsSpan(4));
        return bytes;
    }
}

internal sealed class Line(byte[] text) : WireMessage
{
    public byte[] Text => text;

    public override int WireLength => 4 + text.Length;

    public override ulong TraceIdentity => TraceMix.Mix(1, text);
}

internal sealed class Lines(WireMessage[] lines) : WireMessage
{
    public WireMessage[] All => lines;

    public override int WireLength => lines.Sum(line => line.WireLength);

    public override ulong TraceIdentity => (ulong)lines.Length;
}
