using System.Buffers;
using NetMesh.Protocols.BitTorrent.PeerWire;
using NetMesh.Protocols.BitTorrent.Torrents;
using NetMesh.Protocols.BitTorrent.Trackers;
using NetMesh.Protocols.Dns.Messages;

namespace NetMesh.Protocols.Wire;

/// <summary>
/// Protocol messages as bytes between two processes of one planet: a byte that names the kind, then the message in its protocol's own format. Where
/// that format leaves something out (who sent a datagram, the tag of a simulated block), it stands in front or instead. A block becomes its bytes.
/// </summary>
public static class WireCodec
{
    // The first kind that fits a message writes it. A protocol is added by a line here.
    private static readonly WireKind[] Kinds =
    [
        .. PeerWireKinds.All,
        WireKind.Of<Dialled>(8, WriteDialled, ReadDialled),
        .. TrunkKinds.All,
        .. TrackerKinds.All,
        .. MetainfoKinds.All,
        .. DnsKinds.All,
    ];

    private static readonly WireKind?[] ByTag = Index(Kinds);

    /// <summary>Writes a message.</summary>
    /// <exception cref="NotSupportedException">No kind covers its type.</exception>
    public static void Write(WireMessage message, IBufferWriter<byte> output)
    {
        foreach (var kind in Kinds)
        {
            if (kind.Fits(message))
            {
                output.Byte(kind.Tag);
                kind.Write(message, output);
                return;
            }
        }

        throw new NotSupportedException($"{message.GetType()} has no form between processes: add a kind to {nameof(WireCodec)}");
    }

    /// <summary>Reads a message that takes all of <paramref name="bytes"/>; what it keeps of them is copied. Garbage, or too few or too many bytes, are invalid.</summary>
    public static ReadResult<WireMessage> Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || ByTag[bytes[0]] is not { } kind)
        {
            return WireKind.Invalid<WireMessage>(bytes.IsEmpty ? "nothing" : $"a message of kind {bytes[0]}", "a kind that has a reader");
        }

        var read = kind.Read(bytes[1..]);
        return read.IsComplete ? ReadResult<WireMessage>.Complete(read.Value, bytes.Length) : read;
    }

    private static WireKind?[] Index(WireKind[] kinds)
    {
        var index = new WireKind?[256];
        foreach (var kind in kinds)
        {
            index[kind.Tag] = index[kind.Tag] is null ? kind : throw new InvalidOperationException($"two kinds have the tag {kind.Tag}");
        }

        return index;
    }

    private static void WriteDialled(Dialled dialled, IBufferWriter<byte> output)
    {
        output.Endpoint(dialled.From);
        output.Endpoint(dialled.To);
    }

    private static ReadResult<WireMessage> ReadDialled(ReadOnlySpan<byte> bytes)
    {
        var fields = new WireFields(bytes);
        return fields.Whole<WireMessage>(new Dialled(fields.Endpoint(), fields.Endpoint()), bytes.Length);
    }
}
