using System.Buffers;
using NetMesh.Protocols;
using NetMesh.Protocols.Wire;

namespace NetMesh.Gateways.Transport;

/// <summary>A protocol's syntax on one connection: bytes to messages and back. May remember what was read before (a handshake); one a connection.</summary>
public interface IStreamCodec
{
    /// <summary>Reads the next message at the start of the input.</summary>
    ReadResult<WireMessage> Read(in ReadOnlySequence<byte> input);

    /// <summary>Writes a message; messages of another protocol are not written.</summary>
    void Write(WireMessage message, IBufferWriter<byte> output);

    /// <summary>Several messages as one, to cross the network together; they arrived together.</summary>
    WireMessage Join(ReadOnlySpan<WireMessage> messages);
}
