using System.Buffers;

namespace NetMesh.Protocols.BitTorrent.PeerWire;

/// <summary>Bytes that lie in one piece (a test, a datagram) or in several (a pipe): the reader asks the same of both.</summary>
internal readonly ref struct PeerWireInput
{
    private readonly ReadOnlySpan<byte> span;
    private readonly ReadOnlySequence<byte> sequence;
    private readonly bool isSplit;

    public PeerWireInput(ReadOnlySpan<byte> span)
    {
        this.span = span;
        Length = span.Length;
    }

    public PeerWireInput(in ReadOnlySequence<byte> sequence)
    {
        Length = sequence.Length;
        if (sequence.IsSingleSegment)
        {
            span = sequence.FirstSpan;
        }
        else
        {
            this.sequence = sequence;
            isSplit = true;
        }
    }

    public long Length { get; }

    public void CopyTo(int offset, Span<byte> destination)
    {
        if (isSplit)
        {
            sequence.Slice(offset, destination.Length).CopyTo(destination);
        }
        else
        {
            span.Slice(offset, destination.Length).CopyTo(destination);
        }
    }

    /// <summary>A copy that belongs to whoever gets it.</summary>
    public byte[] Own(int offset, int length)
    {
        if (length == 0)
        {
            return [];
        }

        var bytes = GC.AllocateUninitializedArray<byte>(length);
        CopyTo(offset, bytes);
        return bytes;
    }
}
