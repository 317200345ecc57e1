using System.Buffers;

namespace NetMesh.Protocols.Proxies.Socks;

/// <summary>Writes what a SOCKS 5 proxy says (RFC 1928 §3, §6).</summary>
public static class SocksWriter
{
    /// <summary>The method that the proxy chose.</summary>
    public static void WriteChoice(SocksMethod method, IBufferWriter<byte> output) => Write([SocksReader.Version, (byte)method], output);

    /// <summary>What became of the request. The address that the client is seen at stays unsaid (0.0.0.0:0), as most proxies leave it.</summary>
    public static void WriteReply(SocksReply reply, IBufferWriter<byte> output) =>
        Write([SocksReader.Version, (byte)reply, 0, (byte)SocksAddressType.IPv4, 0, 0, 0, 0, 0, 0], output);

    private static void Write(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output) => output.Write(bytes);
}
