using System.Buffers;
using System.Collections.Immutable;

namespace NetMesh.Protocols.Wire;

/// <summary>What the processes of one planet tell each other about the streams between their hosts.</summary>
internal static class TrunkKinds
{
    // What a frame takes beside its message: two ends, the sequence, the kind, a count of bytes, the message's length.
    private const int LeastLength = 8 + 8 + 8 + 1 + 8 + 4;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? scratch;

    public static WireKind[] All { get; } = [WireKind.Of<TrunkBatch>(9, Write, Read)];

    private static void Write(TrunkBatch batch, IBufferWriter<byte> output)
    {
        output.Int64(batch.From.Value);
        output.Int32(batch.Items.Length);
        foreach (var (to, sequence, frame) in batch.Items)
        {
            output.Int64(to.Value);
            output.Int64(frame.From.End.Value);
            output.Int64(sequence);
            output.Byte((byte)frame.Kind);
            output.Int64(frame.Bytes);
            var message = scratch ??= new ArrayBufferWriter<byte>();
            message.ResetWrittenCount();
            if (frame.Message is not null)
            {
                WireCodec.Write(frame.Message, message);
            }

            output.Int32(message.WrittenCount);
            output.Write(message.WrittenSpan);
        }
    }

    private static ReadResult<WireMessage> Read(ReadOnlySpan<byte> bytes)
    {
        var fields = new WireFields(bytes);
        var site = new SiteId(fields.Int64());
        var count = fields.Int32();
        if (count < 0 || count > fields.Left / LeastLength)
        {
            return WireKind.Invalid<WireMessage>($"{count} frames in {fields.Left} bytes", $"at least {LeastLength} bytes for each");
        }

        var items = ImmutableArray.CreateBuilder<TrunkItem>(count);
        for (var i = 0; i < count; i++)
        {
            var (to, from, sequence) = (new ConnectionEnd(fields.Int64()), new ConnectionEnd(fields.Int64()), fields.Int64());
            var (kind, taken) = (fields.Byte(), fields.Int64());
            var message = fields.Bytes(fields.Int32());
            if (kind > (byte)TrunkKind.Tally || taken < 0)
            {
                return WireKind.Invalid<WireMessage>($"a frame of kind {kind} about {taken} bytes", $"0 to {(byte)TrunkKind.Tally}, and not less than none");
            }

            // Frames carry what hosts say to each other, which is never such a batch; reading one would let bytes nest as deep as they like.
            if (message is [9, ..])
            {
                return WireKind.Invalid<WireMessage>("a batch of frames in a frame", "a protocol's message");
            }

            var read = message.IsEmpty ? default : WireCodec.Read(message);
            if (read.IsInvalid)
            {
                return read;
            }

            items.Add(new TrunkItem(to, sequence, new TrunkFrame((TrunkKind)kind, new TrunkEnd(site, from), message.IsEmpty ? null : read.Value, taken)));
        }

        return fields.Whole<WireMessage>(new TrunkBatch(site, items.DrainToImmutable()), bytes.Length);
    }
}
