using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Protocols.Wire;

/// <summary>Fields in network order, for what crosses between processes and has no protocol of its own.</summary>
internal static class WireOutput
{
    public static void Byte(this IBufferWriter<byte> output, byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }

    public static void UInt16(this IBufferWriter<byte> output, ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(output.GetSpan(2), value);
        output.Advance(2);
    }

    public static void Int32(this IBufferWriter<byte> output, int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(output.GetSpan(4), value);
        output.Advance(4);
    }

    public static void Int64(this IBufferWriter<byte> output, long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(output.GetSpan(8), value);
        output.Advance(8);
    }

    public static void Address(this IBufferWriter<byte> output, IPv4Address address) => output.Int32((int)address.Value);

    public static void Endpoint(this IBufferWriter<byte> output, Endpoint endpoint)
    {
        output.Address(endpoint.Address);
        output.UInt16(endpoint.Port);
    }

    public static void Hash(this IBufferWriter<byte> output, Sha1Hash hash)
    {
        hash.CopyTo(output.GetSpan(Sha1Hash.Length));
        output.Advance(Sha1Hash.Length);
    }

    /// <summary>UTF-8 behind its length.</summary>
    public static void Text(this IBufferWriter<byte> output, string text)
    {
        output.Int32(Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, output);
    }
}
