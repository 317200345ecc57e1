using System.Buffers;
using NetMesh.Gateways.Transport;
using NetMesh.Protocols;
using NetMesh.Protocols.BitTorrent.PeerWire;
using NetMesh.Protocols.Wire;

namespace NetMesh.Gateways.BitTorrent;

/// <summary>The peer wire protocol on one connection.</summary>
internal sealed class PeerWireCodec : IStreamCodec
{
    // At one in two minutes (BEP 3), more than eight hours of nothing else.
    private const int MostKeepAlives = 256;

    private readonly PeerWireReader reader = new();
    private int keepAlives;

    /// <inheritdoc/>
    public ReadResult<WireMessage> Read(in ReadOnlySequence<byte> input)
    {
        var read = reader.Read(input);
        keepAlives = !read.IsComplete ? keepAlives : read.Value is KeepAlive ? keepAlives + 1 : 0;
        if (keepAlives > MostKeepAlives)
        {
            return ReadResult<WireMessage>.Invalid(new ProtocolError("peer-wire", "keep-alives and nothing else", $"at most {MostKeepAlives} in a row"));
        }

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
