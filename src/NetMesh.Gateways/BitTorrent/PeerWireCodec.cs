using System.Buffers;
using NetMesh.Gateways.Transport;
using NetMesh.Protocols;
using NetMesh.Protocols.BitTorrent.PeerWire;
using NetMesh.Protocols.Wire;

namespace NetMesh.Gateways.BitTorrent;

/// <summary>The peer wire protocol on one connection.</summary>
internal sealed class PeerWireCodec : IStreamCodec
{
    private readonly PeerWireReader reader = new();

    /// <inheritdoc/>
    public ReadResult<WireMessage> Read(in ReadOnlySequence<byte> input)
    {
        var read = reader.Read(input);
        return read.IsComplete ? ReadResult<WireMessage>.Complete(read.Value, read.Consumed)
            : read.IsInvalid ? ReadResult<WireMessage>.Invalid(read.Error)
            : ReadResult<WireMessage>.NeedMore;
    }

    /// <inheritdoc/>
    public void Write(WireMessage message, IBufferWriter<byte> output)
    {
        if (message is PeerWireMessage known)
        {
            PeerWireWriter.Write(known, output);
        }
    }

    /// <inheritdoc/>
    public WireMessage Join(ReadOnlySpan<WireMessage> messages)
    {
        var batch = new PeerWireMessage[messages.Length];
        for (var i = 0; i < batch.Length; i++)
        {
            batch[i] = (PeerWireMessage)messages[i];
        }

        return new PeerWireBatch(batch);
    }
}
