using System.Buffers.Binary;
using System.Collections.Immutable;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Protocols.Dns.Messages;

/// <summary>
/// Makes bytes of messages, with names compressed (RFC 1035 §4.1.4). What does not fit is left out by whole record sets, and the answer then says that it is truncated
/// (RFC 2181 §9); only of the additional records some may be missing without a word, unless they are the glue of a referral (RFC 9471).
/// </summary>
public static class DnsWriter
{
    /// <summary>The longest message on a stream.</summary>
    public const int MaxLength = ushort.MaxValue;

    /// <summary>The message in full.</summary>
    /// <exception cref="InvalidOperationException">It takes more than <see cref="MaxLength"/> bytes.</exception>
    public static byte[] Write(DnsMessage message)
    {
        var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(MaxLength);
        try
        {
            var length = Write(message, buffer.AsSpan(0, MaxLength), out var isTruncated);
            return isTruncated && !message.Flags.HasFlag(MessageFlags.Truncated)
                ? throw new InvalidOperationException($"a message about {message.Question} takes more than {MaxLength} bytes")
                : buffer[..length];
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Writes as much of the message as fits. Returns the bytes it took.</summary>
    /// <param name="message">The message.</param>
    /// <param name="buffer">As long as the message may be: at least <see cref="Edns.LeastUdpLength"/>.</param>
    /// <param name="isTruncated">Something is missing that the reader must ask for again.</param>
    public static int Write(DnsMessage message, Span<byte> buffer, out bool isTruncated)
    {
        var output = new Output(buffer, stackalloc ushort[Output.MostNames]);
        output.Skip(DnsReader.HeaderLength);
        if (message.Question is { } question)
        {
            output.Name(question.Name);
            output.UInt16((ushort)question.Type);
            output.UInt16((ushort)question.Class);
        }

        // The extensions are always there: without them the reader would take us for a server that knows none.
        output.Reserve((message.Edns is { } reserved ? LengthOf(reserved) : 0) + (message.Signature?.Length ?? 0));
        Span<int> counts = stackalloc int[4];
        counts[0] = message.Question is null ? 0 : 1;
        isTruncated = message.Flags.HasFlag(MessageFlags.Truncated);
        counts[1] = Section(ref output, message.Answers, ref isTruncated);
        counts[2] = isTruncated ? 0 : Section(ref output, message.Authorities, ref isTruncated);
        if (!isTruncated)
        {
            var isShort = false;
            counts[3] = Section(ref output, message.Additionals, ref isShort);
            isTruncated = isShort && IsReferral(message);
        }

        output.Reserve(0);
        if (message.Edns is { } edns)
        {
            Write(ref output, edns, (int)message.Code >> 4);
            counts[3]++;
        }

        if (message.Signature is { } signature)
        {
            output.Bytes(signature.ToRecord());
            counts[3]++;
        }

        var flags = (ushort)message.Flags | ((int)message.Opcode << 11) | ((int)message.Code & 15) | (isTruncated ? (int)MessageFlags.Truncated : 0);
        BinaryPrimitives.WriteUInt16BigEndian(buffer, message.Id);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[2..], (ushort)flags);
        for (var i = 0; i < counts.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(buffer[(4 + (2 * i))..], (ushort)counts[i]);
        }

        return output.Length;
    }

    // Nothing is said of the name itself, but who knows more.
    private static bool IsReferral(DnsMessage message) =>
        message.Answers.IsEmpty && !message.Flags.HasFlag(MessageFlags.Authoritative) && message.Authorities.Any(record => record.Type == RecordType.NS);

    // A record set goes whole or not at all.
    private static int Section(ref Output output, ImmutableArray<ResourceRecord> records, ref bool isShort)
    {
        var written = 0;
        for (var begin = 0; begin < records.Length && !isShort;)
        {
            var end = begin + 1;
            while (end < records.Length && records[end].Type == records[begin].Type && records[end].Owner.Equals(records[begin].Owner))
            {
                end++;
            }

            var mark = output.Length;
            for (var i = begin; i < end; i++)
            {
                Write(ref output, records[i]);
            }

            if (output.IsFull)
            {
                output.ReturnTo(mark);
                isShort = true;
                break;
            }

            written += end - begin;
            begin = end;
        }

        return written;
    }

    private static void Write(ref Output output, ResourceRecord record)
    {
        output.Name(record.Owner);
        output.UInt16((ushort)record.Type);
        output.UInt16((ushort)record.Class);
        output.UInt32(record.Ttl);
        var lengthAt = output.Length;
        output.UInt16(0);
        var rest = record.Data.Wire;
        foreach (var kind in record.Data.Layout)
        {
            if (kind != FieldKind.Name)
            {
                // Only names of RFC 1035 are ever compressed, and they come first or behind numbers.
                var length = RecordLayout.LengthOf(kind, rest);
                output.Bytes(rest[..length]);
                rest = rest[length..];
                continue;
            }

            var name = DomainName.LengthOf(rest);
            output.Name(rest[..name]);
            rest = rest[name..];
        }

        output.Bytes(rest);
        output.Patch(lengthAt, output.Length - lengthAt - 2);
    }

    private static int LengthOf(Edns edns) => 11 + edns.Options.Sum(option => 4 + option.Data.Length);

    private static void Write(ref Output output, Edns edns, int highCode)
    {
        output.Bytes([0]);
        output.UInt16((ushort)RecordType.OPT);
        output.UInt16((ushort)edns.UdpLength);
        output.UInt32(((uint)highCode << 24) | ((uint)edns.Version << 16) | (edns.IsDnssecOk ? 0x8000u : 0));
        output.UInt16((ushort)(LengthOf(edns) - 11));
        foreach (var option in edns.Options)
        {
            output.UInt16((ushort)option.Code);
            output.UInt16((ushort)option.Data.Length);
            output.Bytes(option.Data.AsSpan());
        }
    }

    // A buffer, and where in it names begin that later ones may point to. Once something did not fit, nothing more is written.
    private ref struct Output(Span<byte> buffer, Span<ushort> names)
    {
        public const int MostNames = 128;

        // A pointer has 14 bits.
        private const int LastTarget = 0x3fff;

        private readonly Span<byte> buffer = buffer;
        private readonly Span<ushort> names = names;
        private int count;
        private int room = buffer.Length;

        public int Length { get; private set; }

        public bool IsFull { get; private set; }

        public void Reserve(int bytes) => room = buffer.Length - bytes;

        public void Skip(int bytes) => Length += bytes;

        public void ReturnTo(int mark)
        {
            Length = mark;
            IsFull = false;
            while (count > 0 && names[count - 1] >= mark)
            {
                count--;
            }
        }

        public void UInt16(ushort value) => Bytes([(byte)(value >> 8), (byte)value]);

        public void UInt32(uint value) => Bytes([(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value]);

        public void Patch(int at, int value)
        {
            if (!IsFull)
            {
                BinaryPrimitives.WriteUInt16BigEndian(buffer[at..], (ushort)value);
            }
        }

        public void Bytes(scoped ReadOnlySpan<byte> bytes)
        {
            IsFull |= Length + bytes.Length > room;
            if (!IsFull)
            {
                bytes.CopyTo(buffer[Length..]);
                Length += bytes.Length;
            }
        }

        public void Name(DomainName name) => Name(name.Wire);

        public void Name(scoped ReadOnlySpan<byte> name)
        {
            // Not to itself: it is not whole yet.
            var known = count;
            while (name.Length > 1 && !IsFull)
            {
                if (Find(name, known) is >= 0 and var target)
                {
                    UInt16((ushort)(0xc000 | target));
                    return;
                }

                if (count < names.Length && Length <= LastTarget)
                {
                    names[count++] = (ushort)Length;
                }

                Bytes(name[..(name[0] + 1)]);
                name = name[(name[0] + 1)..];
            }

            Bytes([0]);
        }

        private readonly int Find(scoped ReadOnlySpan<byte> name, int known)
        {
            for (var i = 0; i < known; i++)
            {
                if (Stands(name, names[i]))
                {
                    return names[i];
                }
            }

            return -1;
        }

        // Whether the name stands at a place of the message, itself maybe compressed there. The case of letters is kept, so only the same case is pointed to.
        private readonly bool Stands(scoped ReadOnlySpan<byte> name, int at)
        {
            while (true)
            {
                while (buffer[at] >= 0xc0)
                {
                    at = ((buffer[at] & 0x3f) << 8) | buffer[at + 1];
                }

                var length = buffer[at] + 1;
                if (length != name[0] + 1 || !buffer.Slice(at, length).SequenceEqual(name[..length]))
                {
                    return false;
                }

                if (length == 1)
                {
                    return true;
                }

                name = name[length..];
                at += length;
            }
        }
    }
}
