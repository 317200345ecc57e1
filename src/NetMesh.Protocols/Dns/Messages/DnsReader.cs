using System.Buffers.Binary;
using System.Collections.Immutable;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Signatures;

namespace NetMesh.Protocols.Dns.Messages;

/// <summary>
/// Makes messages of their bytes (RFC 1035 §4). A message is whole by nature: in a datagram, or behind its length on a stream, so the answer is never
/// <see cref="ReadStatus.NeedMore"/>. What comes behind the last record that the header counts is refused.
/// </summary>
public static class DnsReader
{
    public const int HeaderLength = 12;

    /// <summary>
    /// Most hops from pointer to pointer in one name: a name has at most 127 labels, and each hop that leads to none of them is the sender's malice. Since each
    /// must lead further back than the one before, there can be no loop in any case.
    /// </summary>
    private const int MaxPointers = DomainName.MaxLabels;

    /// <summary>
    /// What is said to a question that cannot be read (RFC 1035 §4.1.1); null where nothing is: to what has no header, and to answers, lest two servers complain to each
    /// other for ever.
    /// </summary>
    public static DnsMessage? ComplaintAbout(ReadOnlySpan<byte> message)
    {
        if (message.Length < HeaderLength || (message[2] & 0x80) != 0)
        {
            return null;
        }

        return new DnsMessage
        {
            Id = BinaryPrimitives.ReadUInt16BigEndian(message),
            Flags = MessageFlags.Response | ((MessageFlags)BinaryPrimitives.ReadUInt16BigEndian(message[2..]) & MessageFlags.RecursionDesired),
            Opcode = (Opcode)((message[2] >> 3) & 15),
            Code = ResponseCode.FormErr,
        };
    }

    /// <summary>Reads a message.</summary>
    public static ReadResult<DnsMessage> Read(ReadOnlySpan<byte> message) => Read(message, out _);

    /// <summary>Reads a message.</summary>
    /// <param name="message">Its bytes.</param>
    /// <param name="unsignedLength">How many of them come before its signature: all, when it has none.</param>
    public static ReadResult<DnsMessage> Read(ReadOnlySpan<byte> message, out int unsignedLength)
    {
        unsignedLength = message.Length;
        if (message.Length < HeaderLength)
        {
            return Invalid("a message without a whole header", $"{HeaderLength} bytes (RFC 1035 §4.1.1)", message.Length);
        }

        var bits = BinaryPrimitives.ReadUInt16BigEndian(message[2..]);
        Span<int> counts = stackalloc int[4];
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] = BinaryPrimitives.ReadUInt16BigEndian(message[(4 + (2 * i))..]);
        }

        var input = new Input(message, isUpdate: ((bits >> 11) & 15) == (int)Opcode.Update) { At = HeaderLength };
        if (counts[0] > 1)
        {
            return Invalid($"{counts[0]} questions", "one at most (RFC 9619)", 4);
        }

        var question = counts[0] == 1 ? input.Question() : null;
        var answers = Records(ref input, counts[1], isLast: false);
        var authorities = Records(ref input, counts[2], isLast: false);
        var additionals = Records(ref input, counts[3], isLast: true);
        if (input.Error is null && input.At != message.Length)
        {
            input.Fail($"{message.Length - input.At} bytes behind the last record", "none");
        }

        unsignedLength = input.SignatureAt > 0 ? input.SignatureAt : message.Length;
        return input.Error is { } error
            ? ReadResult<DnsMessage>.Invalid(error)
            : ReadResult<DnsMessage>.Complete(
                new DnsMessage
                {
                    Id = BinaryPrimitives.ReadUInt16BigEndian(message),
                    Flags = (MessageFlags)bits & (MessageFlags)0x87b0,
                    Opcode = (Opcode)((bits >> 11) & 15),
                    Code = (ResponseCode)((bits & 15) | (input.HighCode << 4)),
                    Question = question,
                    Answers = answers,
                    Authorities = authorities,
                    Additionals = additionals,
                    Edns = input.Edns,
                    Signature = input.Signature,
                },
                message.Length);
    }

    private static ImmutableArray<ResourceRecord> Records(ref Input input, int count, bool isLast)
    {
        var records = ImmutableArray.CreateBuilder<ResourceRecord>();
        for (; count > 0 && input.Error is null; count--)
        {
            var start = input.At;
            var owner = input.Name();
            var type = (RecordType)input.UInt16();
            var @class = input.UInt16();
            var ttl = input.UInt32();
            var length = input.UInt16();
            if (type == RecordType.OPT)
            {
                if (!isLast || input.Edns is not null || owner is { IsRoot: false })
                {
                    input.Fail("an OPT record of another owner than the root, in another section, or a second one", "one of the root among the additional records (RFC 6891 §6.1.1)", start);
                    break;
                }

                input.Options(@class, ttl, length);
            }
            else if (type == RecordType.TSIG)
            {
                if (!isLast || count > 1 || @class != (ushort)RecordClass.ANY)
                {
                    input.Fail("a TSIG record of another class than ANY, in another section, or not at its end", "one as the last additional record (RFC 8945 §5.1)", start);
                    break;
                }

                input.Sign(owner, length, start);
            }
            else if (input.Data(type, length, (RecordClass)@class) is { } data)
            {
                records.Add(new ResourceRecord(owner!, (RecordClass)@class, ttl > int.MaxValue ? 0 : ttl, data));
            }
        }

        return records.ToImmutable();
    }

    private static ReadResult<DnsMessage> Invalid(string what, string expected, int offset) =>
        ReadResult<DnsMessage>.Invalid(new ProtocolError("dns", what, expected, offset));

    // Behind the first error it gives empty things and stays where it is.
    private ref struct Input(ReadOnlySpan<byte> message, bool isUpdate)
    {
        private readonly ReadOnlySpan<byte> message = message;

        public int At { get; set; }

        public ProtocolError? Error { get; private set; }

        public Edns? Edns { get; private set; }

        /// <summary>What the extensions add to the response code.</summary>
        public int HighCode { get; private set; }

        public TransactionSignature? Signature { get; private set; }

        public int SignatureAt { get; private set; }

        public void Fail(string what, string expected, int at = -1) => Error ??= new ProtocolError("dns", what, expected, at < 0 ? At : at);

        public ushort UInt16() => Take(2) is { Length: 2 } bytes ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : (ushort)0;

        public uint UInt32() => Take(4) is { Length: 4 } bytes ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : 0;

        public Question? Question()
        {
            var name = Name();
            var type = (RecordType)UInt16();
            var @class = (RecordClass)UInt16();
            return Error is null ? new Question(name!, type, @class) : null;
        }

        public DomainName? Name()
        {
            Span<byte> name = stackalloc byte[DomainName.MaxLength];
            var length = Name(name, message.Length);
            return length > 0 ? DomainName.FromWire(name[..length]) : null;
        }

        /// <summary>Reads the data of a record, with compressed names written out.</summary>
        public RecordData? Data(RecordType type, int length, RecordClass @class)
        {
            var (start, end) = (At, At + length);
            if (Error is not null || end > message.Length)
            {
                Fail($"data of {length} bytes", $"at most the {message.Length - At} that are left");
                return null;
            }

            if (length == 0 && isUpdate && @class is (RecordClass.ANY or RecordClass.NONE))
            {
                return RecordData.None(type);
            }

            // Only where a name may be compressed the bytes are not what they mean.
            var hasNames = false;
            foreach (var kind in RecordLayout.Of(type))
            {
                hasNames |= RecordLayout.IsName(kind);
            }

            var data = hasNames ? Expanded(type, end) : RecordData.TryMake(type, message[start..end]);
            At = end;
            if (data is null)
            {
                Fail($"data that is none of {RecordTypeText.Write(type)}", "what its type has", start);
            }

            return data;
        }

        public void Sign(DomainName? key, int length, int start)
        {
            var data = Take(length);
            if (Error is null && (Signature = TransactionSignature.TryRead(key!, data)) is null)
            {
                Fail("data that is none of TSIG", "what its type has (RFC 8945 §4.2)", start);
            }

            SignatureAt = start;
        }

        public void Options(ushort udpLength, uint ttl, int length)
        {
            var options = ImmutableArray.CreateBuilder<EdnsOption>();
            for (var end = At + length; Error is null && At < end;)
            {
                var code = (EdnsOptionCode)UInt16();
                var data = Take(UInt16());
                options.Add(new EdnsOption(code, [.. data]));
                if (At > end)
                {
                    Fail("an option that is longer than its record", "at most the record's end (RFC 6891 §6.1.2)");
                }
            }

            HighCode = (int)(ttl >> 24);
            Edns = new Edns(udpLength, (ttl & 0x8000) != 0, (byte)(ttl >> 16), options.ToImmutable());
        }

        private RecordData? Expanded(RecordType type, int end)
        {
            Span<byte> expanded = stackalloc byte[end - At <= 1024 ? 2048 : 0];
            if (expanded.IsEmpty)
            {
                expanded = new byte[end - At + (4 * DomainName.MaxLength)];
            }

            var length = 0;
            foreach (var kind in RecordLayout.Of(type))
            {
                var taken = RecordLayout.IsName(kind) ? Name(expanded[length..], end) : Copy(kind, expanded[length..], end);
                if (taken < 0 || Error is not null)
                {
                    return null;
                }

                length += taken;
            }

            return At == end ? RecordData.TryMake(type, expanded[..length]) : null;
        }

        private int Copy(FieldKind kind, scoped Span<byte> output, int end)
        {
            var length = RecordLayout.LengthOf(kind, message[At..end]);
            if (length > 0)
            {
                message.Slice(At, length).CopyTo(output);
                At += length;
            }

            return length;
        }

        // Reads a name that ends before `end`, though a pointer may lead anywhere before it. Returns its length written out, or -1.
        private int Name(scoped Span<byte> output, int end)
        {
            var (at, length, pointers, barrier) = (At, 0, 0, At);
            while (Error is null)
            {
                if (at >= end)
                {
                    Fail("a name that is cut off", "the root's zero at its end");
                    break;
                }

                var label = message[at];
                if (label >= 0xc0 && at + 1 < end)
                {
                    // Strictly further back than all before: forward pointers and loops end here.
                    var to = ((label & 0x3f) << 8) | message[at + 1];
                    At = pointers == 0 ? at + 2 : At;
                    if (to >= barrier || to < HeaderLength || ++pointers > MaxPointers)
                    {
                        Fail($"a pointer to byte {to}", $"one to a name before byte {barrier} (RFC 1035 §4.1.4)", at);
                        break;
                    }

                    (at, barrier, end) = (to, to, message.Length);
                    continue;
                }

                if (label > DomainName.MaxLabelLength || at + label + 1 > end || length + label + 1 > DomainName.MaxLength
                    || length + label + 1 > output.Length)
                {
                    Fail($"a label of {label} bytes", $"at most {DomainName.MaxLabelLength}, in a name of at most {DomainName.MaxLength} (RFC 1035 §2.3.4)", at);
                    break;
                }

                message.Slice(at, label + 1).CopyTo(output[length..]);
                length += label + 1;
                at += label + 1;
                if (label == 0)
                {
                    At = pointers == 0 ? at : At;
                    return length;
                }
            }

            return -1;
        }

        private ReadOnlySpan<byte> Take(int count)
        {
            if (Error is not null || At + count > message.Length)
            {
                Fail("a message that is cut off", $"{count} bytes more");
                return [];
            }

            At += count;
            return message.Slice(At - count, count);
        }
    }
}
