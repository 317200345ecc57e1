using System.Buffers.Binary;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Protocols.Dns.Answers;

/// <summary>
/// A question as nearly all are: one name, a type, and at most an OPT record without options. It is read where it lies, so that what is asked again and again can be
/// answered without making objects of it.
/// </summary>
public readonly ref struct PlainQuestion
{
    /// <summary>Most bytes that <see cref="WriteKey"/> writes.</summary>
    public const int MaxKeyLength = DomainName.MaxLength + 5;

    // What is asked for may be answered differently with any of these.
    private const MessageFlags Telling = MessageFlags.RecursionDesired | MessageFlags.AuthenticData | MessageFlags.CheckingDisabled;
    private const int OptLength = 11;
    private const uint DnssecOk = 0x8000;

    private readonly ReadOnlySpan<byte> message;
    private readonly int nameLength;
    private readonly bool hasEdns;
    private readonly bool isDnssecOk;

    private PlainQuestion(ReadOnlySpan<byte> message, int nameLength, bool hasEdns, bool isDnssecOk, int room)
    {
        this.message = message;
        this.nameLength = nameLength;
        this.hasEdns = hasEdns;
        this.isDnssecOk = isDnssecOk;
        Room = room;
    }

    /// <summary>The longest datagram that may answer it, bytes.</summary>
    public int Room { get; }

    /// <summary>Bytes of the header and of the question, which an answer begins with, too.</summary>
    public int Length => DnsReader.HeaderLength + nameLength + 4;

    public RecordType Type => (RecordType)BinaryPrimitives.ReadUInt16BigEndian(message[(DnsReader.HeaderLength + nameLength)..]);

    /// <summary>Reads a question; false for one that is not plain, which may be good for all that.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, out PlainQuestion question)
    {
        question = default;
        if (message.Length < DnsReader.HeaderLength + 5)
        {
            return false;
        }

        var flags = (MessageFlags)BinaryPrimitives.ReadUInt16BigEndian(message[2..]);
        var counts = BinaryPrimitives.ReadUInt64BigEndian(message[4..]);
        var additionals = counts & 0xffff;
        if ((flags & ~Telling) != 0 || (counts & ~1ul) != 1ul << 48)
        {
            return false;
        }

        var at = DnsReader.HeaderLength;
        while (true)
        {
            var label = message[at];
            if (label == 0)
            {
                break;
            }

            at += label + 1;

            // A name ends before the message does, type and class follow; compressed it is nothing plain.
            if (label > DomainName.MaxLabelLength || at > DnsReader.HeaderLength + DomainName.MaxLength - 1 || at + 5 > message.Length)
            {
                return false;
            }
        }

        var length = at + 1 - DnsReader.HeaderLength;
        var end = at + 5;
        if (message.Length < end || BinaryPrimitives.ReadUInt16BigEndian(message[(at + 3)..]) != (ushort)RecordClass.IN)
        {
            return false;
        }

        if (additionals == 0)
        {
            question = new PlainQuestion(message, length, false, false, Edns.LeastUdpLength);
            return message.Length == end;
        }

        var opt = message[end..];
        if (opt.Length != OptLength || opt[0] != 0 || BinaryPrimitives.ReadUInt16BigEndian(opt[1..]) != (ushort)RecordType.OPT || BinaryPrimitives.ReadUInt16BigEndian(opt[9..]) != 0)
        {
            return false;
        }

        var extended = BinaryPrimitives.ReadUInt32BigEndian(opt[5..]);
        var room = Math.Clamp((int)BinaryPrimitives.ReadUInt16BigEndian(opt[3..]), Edns.LeastUdpLength, Edns.UsualUdpLength);
        question = new PlainQuestion(message, length, true, extended == DnssecOk, room);
        return extended is 0 or DnssecOk;
    }

    /// <summary>Writes what the answer depends on: the name in small letters, the type, what the flags tell and whether there are extensions. Returns its length.</summary>
    public int WriteKey(Span<byte> key)
    {
        var name = message.Slice(DnsReader.HeaderLength, nameLength);
        for (var i = 0; i < name.Length; i++)
        {
            var octet = name[i];
            key[i] = (uint)(octet - 'A') <= 'Z' - 'A' ? (byte)(octet | 0x20) : octet;
        }

        message.Slice(DnsReader.HeaderLength + nameLength, 2).CopyTo(key[nameLength..]);
        key[nameLength + 2] = message[2];
        key[nameLength + 3] = message[3];
        key[nameLength + 4] = (byte)((hasEdns ? 1 : 0) | (isDnssecOk ? 2 : 0));
        return nameLength + 5;
    }

    /// <summary>Copies what an answer begins with: the id, and the question with its letters' case as it came.</summary>
    public void CopyTo(Span<byte> answer) => message[..Length].CopyTo(answer);
}
