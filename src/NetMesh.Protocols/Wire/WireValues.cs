using System.Buffers;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Protocols.Wire;

/// <summary>
/// Values beside the messages that grain calls carry, as bytes between two processes of one planet. Each says in its first byte what it is, by a number
/// that no message begins with: a reader is not always told what to expect.
/// </summary>
public static class WireValues
{
    private const byte FirstTag = 128;

    // A kind's place is its number between processes: new ones go to the end.
    private static readonly (Type Type, Action<object, IBufferWriter<byte>> Write, Reader Read)[] Kinds =
    [
        Of<Frame>(WriteFrame, ReadFrame),
        Of<ConnectionEnd>(
            static (end, output) => output.Int64(end.Value),
            static bytes => One(new WireFields(bytes), bytes.Length, static (ref fields) => new ConnectionEnd(fields.Int64()))),
        Of<Endpoint>(
            static (endpoint, output) => output.Endpoint(endpoint),
            static bytes => One(new WireFields(bytes), bytes.Length, static (ref fields) => fields.Endpoint())),
        Of<IPv4Address>(
            static (address, output) => output.Address(address),
            static bytes => One(new WireFields(bytes), bytes.Length, static (ref fields) => fields.Address())),
        Of<Sha1Hash>(
            static (hash, output) => output.Hash(hash),
            static bytes => One(new WireFields(bytes), bytes.Length, static (ref fields) => fields.Hash())),
        Of<SiteId>(
            static (site, output) => output.Int64(site.Value),
            static bytes => One(new WireFields(bytes), bytes.Length, static (ref fields) => new SiteId(fields.Int64()))),
        Of<TrunkEnd>(
            WriteTrunkEnd,
            static bytes => One(new WireFields(bytes), bytes.Length, static (ref fields) => ReadTrunkEnd(ref fields))),
        Of<TrunkFrame>(WriteTrunkFrame, ReadTrunkFrame),
    ];

    private delegate ReadResult<object> Reader(ReadOnlySpan<byte> bytes);

    private delegate T Fields<T>(ref WireFields fields);

    /// <summary>The types that have a form here.</summary>
    public static IEnumerable<Type> Types => Kinds.Select(kind => kind.Type);

    public static bool Has(Type type) => IndexOf(type) >= 0;

    /// <summary>Writes a value of one of <see cref="Types"/>.</summary>
    /// <exception cref="NotSupportedException">It is of another type, or holds a message of a type that has no form.</exception>
    public static void Write(object value, IBufferWriter<byte> output)
    {
        var index = IndexOf(value.GetType());
        if (index < 0)
        {
            throw new NotSupportedException($"{value.GetType()} has no form between processes");
        }

        output.Byte((byte)(FirstTag + index));
        Kinds[index].Write(value, output);
    }

    /// <summary>Whether these bytes begin a value, and not a message.</summary>
    public static bool AreValue(ReadOnlySpan<byte> bytes) => bytes is [>= FirstTag, ..];

    /// <summary>Reads a value that takes all of <paramref name="bytes"/>.</summary>
    public static ReadResult<object> Read(ReadOnlySpan<byte> bytes)
    {
        if (!AreValue(bytes) || bytes[0] - FirstTag >= Kinds.Length)
        {
            return WireKind.Invalid<object>(bytes.IsEmpty ? "nothing" : $"a value of kind {bytes[0]}", $"{FirstTag} to {FirstTag + Kinds.Length - 1}");
        }

        var read = Kinds[bytes[0] - FirstTag].Read(bytes[1..]);
        return read.IsComplete ? ReadResult<object>.Complete(read.Value, bytes.Length) : read;
    }

    private static int IndexOf(Type type) => Array.FindIndex(Kinds, kind => kind.Type == type);

    private static (Type Type, Action<object, IBufferWriter<byte>> Write, Reader Read) Of<T>(Action<T, IBufferWriter<byte>> write, Reader read)
        where T : struct =>
        (typeof(T), (value, output) => write((T)value, output), read);

    private static ReadResult<object> One<T>(WireFields fields, int length, Fields<T> read)
        where T : struct
    {
        var value = read(ref fields);
        return fields.Whole<object>(value, length);
    }

    private static void WriteFrame(Frame frame, IBufferWriter<byte> output)
    {
        output.Byte((byte)frame.Kind);
        if (frame.Message is { } message)
        {
            WireCodec.Write(message, output);
        }
    }

    private static ReadResult<object> ReadFrame(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || bytes[0] > (byte)FrameKind.Reset)
        {
            return WireKind.Invalid<object>(bytes.IsEmpty ? "nothing" : $"a frame of kind {bytes[0]}", $"0 to {(byte)FrameKind.Reset}");
        }

        var kind = (FrameKind)bytes[0];
        if (bytes.Length == 1)
        {
            return ReadResult<object>.Complete(new Frame(kind), 1);
        }

        var message = WireCodec.Read(bytes[1..]);
        return message.IsComplete ? ReadResult<object>.Complete(new Frame(kind, message.Value), bytes.Length) : ReadResult<object>.Invalid(message.Error!);
    }

    private static void WriteTrunkEnd(TrunkEnd end, IBufferWriter<byte> output)
    {
        output.Int64(end.Site.Value);
        output.Int64(end.End.Value);
    }

    private static TrunkEnd ReadTrunkEnd(ref WireFields fields) => new(new SiteId(fields.Int64()), new ConnectionEnd(fields.Int64()));

    // Kind, end, bytes, and what is left is the message.
    private static void WriteTrunkFrame(TrunkFrame frame, IBufferWriter<byte> output)
    {
        output.Byte((byte)frame.Kind);
        WriteTrunkEnd(frame.From, output);
        output.Int64(frame.Bytes);
        if (frame.Message is { } message)
        {
            WireCodec.Write(message, output);
        }
    }

    private static ReadResult<object> ReadTrunkFrame(ReadOnlySpan<byte> bytes)
    {
        var fields = new WireFields(bytes);
        var frame = new TrunkFrame((TrunkKind)fields.Byte(), ReadTrunkEnd(ref fields), Bytes: fields.Int64());
        if (frame.Kind > TrunkKind.Tally || frame.Bytes < 0)
        {
            return WireKind.Invalid<object>($"a trunk frame of kind {(byte)frame.Kind} about {frame.Bytes} bytes", $"0 to {(byte)TrunkKind.Tally}, and not less than none");
        }

        if (fields.Left == 0)
        {
            return fields.Whole<object>(frame, bytes.Length);
        }

        var message = WireCodec.Read(fields.Remainder());
        return message.IsComplete ? ReadResult<object>.Complete(frame with { Message = message.Value }, bytes.Length) : ReadResult<object>.Invalid(message.Error!);
    }
}
