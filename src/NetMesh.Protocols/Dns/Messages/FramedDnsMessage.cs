using System.Buffers;
using System.Buffers.Binary;
using NetMesh.Protocols.Wire;

namespace NetMesh.Protocols.Dns.Messages;

/// <summary>A message of DNS on a stream, where its length goes before it (RFC 1035 §4.2.2).</summary>
public sealed class FramedDnsMessage(DnsMessage message) : WireMessage
{
    /// <summary>Bytes of the length.</summary>
    public const int LengthBytes = 2;

    public DnsMessage Message => message;

    /// <inheritdoc/>
    public override int WireLength => LengthBytes + message.WireLength;

    /// <inheritdoc/>
    public override ulong TraceIdentity => TraceMix.Mix(message.TraceIdentity, LengthBytes);

    /// <summary>As it lies in the stream.</summary>
    public byte[] ToBytes()
    {
        var written = DnsWriter.Write(message);
        var framed = new byte[LengthBytes + written.Length];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)written.Length);
        written.CopyTo(framed, LengthBytes);
        return framed;
    }

    internal static void Write(FramedDnsMessage message, IBufferWriter<byte> output) => output.Write(message.ToBytes());

    internal static ReadResult<WireMessage> Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < LengthBytes || BinaryPrimitives.ReadUInt16BigEndian(bytes) != bytes.Length - LengthBytes)
        {
            return WireKind.Invalid<WireMessage>("a message of DNS of another length than it says", "its own");
        }

        var read = WireKind.Whole(DnsReader.Read(bytes[LengthBytes..]), bytes.Length - LengthBytes);
        return read is { IsComplete: true, Value: DnsMessage message } ? ReadResult<WireMessage>.Complete(new FramedDnsMessage(message), bytes.Length) : read;
    }
}
