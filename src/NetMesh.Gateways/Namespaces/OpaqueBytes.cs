using System.Buffers;
using NetMesh.Gateways.Transport;
using NetMesh.Protocols;
using NetMesh.Protocols.Wire;

namespace NetMesh.Gateways.Namespaces;

/// <summary>What two commands on the planet say to each other, in a protocol that nobody here knows. It never leaves the process.</summary>
internal sealed class OpaqueBytes(byte[] bytes) : WireMessage
{
    public ReadOnlyMemory<byte> Bytes => bytes;

    public override int WireLength => bytes.Length;

    public override ulong TraceIdentity => TraceMix.Mix(0, bytes);
}

/// <summary>A stream of them.</summary>
internal sealed class OpaqueCodec : IStreamCodec
{
    /// <summary>As metrics name it.</summary>
    public const string Protocol = "entered";

    // What a TCP stream may be silent before a system asks whether it is still there (tcp(7), tcp_keepalive_time).
    private static readonly TimeSpan Silence = TimeSpan.FromHours(2);

    // What crosses the network as one is charged as one: no more than what a peer sends as a block, so that streams share a link finely.
    private const int Most = 16 * 1024;

    /// <summary>Nobody knows who of the two speaks first, and when.</summary>
    public static StreamLimits LimitsOf(StreamLimits known) => known with { HandshakeTime = Silence, IdleTime = Silence };

    /// <inheritdoc/>
    public ReadResult<WireMessage> Read(in ReadOnlySequence<byte> input)
    {
        var length = (int)Math.Min(input.Length, Most);
        return length == 0 ? ReadResult<WireMessage>.NeedMore : ReadResult<WireMessage>.Complete(new OpaqueBytes(input.Slice(0, length).ToArray()), length);
    }

    /// <inheritdoc/>
    public void Write(WireMessage message, IBufferWriter<byte> output)
    {
        if (message is OpaqueBytes opaque)
        {
            output.Write(opaque.Bytes.Span);
        }
    }

    /// <inheritdoc/>
    public WireMessage Join(ReadOnlySpan<WireMessage> messages)
    {
        var joined = new ArrayBufferWriter<byte>();
        foreach (var message in messages)
        {
            Write(message, joined);
        }

        return new OpaqueBytes(joined.WrittenSpan.ToArray());
    }
}
