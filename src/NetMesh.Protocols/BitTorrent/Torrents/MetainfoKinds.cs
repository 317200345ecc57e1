using System.Buffers;
using NetMesh.Protocols.Wire;

namespace NetMesh.Protocols.BitTorrent.Torrents;

/// <summary>Torrents between two processes of one planet: the .torrent file, or the few numbers that simulated content derives from.</summary>
internal static class MetainfoKinds
{
    // The reader derives a tag for each: 256 GiB in blocks of 16 KiB.
    private const int MostBlocks = 1 << 24;

    private static readonly MetainfoLimits Any = new(int.MaxValue, long.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue);

    public static WireKind[] All { get; } =
    [
        WireKind.Of<Metainfo>(24, WriteSimulated, ReadSimulated, static torrent => torrent.ContentSeed is not null),
        WireKind.Of<Metainfo>(25, static (torrent, output) => output.Write(torrent.Encoded.Span), static bytes => WireKind.Whole(MetainfoReader.Read(bytes, Any), bytes.Length)),
    ];

    private static void WriteSimulated(Metainfo torrent, IBufferWriter<byte> output)
    {
        output.Text(torrent.Name);
        output.Int64(torrent.Shape.Length);
        output.Int32(torrent.Shape.PieceLength);
        output.Int32(torrent.Shape.BlockLength);
        output.Int64((long)torrent.ContentSeed!.Value);
        foreach (var tracker in torrent.Trackers.SelectMany(tier => tier))
        {
            output.Text(tracker);
        }
    }

    private static ReadResult<WireMessage> ReadSimulated(ReadOnlySpan<byte> bytes)
    {
        var fields = new WireFields(bytes);
        var name = fields.Text();
        var (length, pieceLength, blockLength, seed) = (fields.Int64(), fields.Int32(), fields.Int32(), (ulong)fields.Int64());
        var trackers = new List<string>();
        while (fields.Left > 0)
        {
            trackers.Add(fields.Text());
        }

        if (length <= 0 || pieceLength <= 0 || blockLength <= 0 || length / Math.Min(pieceLength, blockLength) >= MostBlocks)
        {
            return WireKind.Invalid<WireMessage>($"{length} bytes in pieces of {pieceLength} and blocks of {blockLength}", $"at most {MostBlocks} of each");
        }

        return fields.Whole<WireMessage>(Metainfo.Simulated(name, new TorrentShape(length, pieceLength, blockLength), seed, trackers), bytes.Length);
    }
}
