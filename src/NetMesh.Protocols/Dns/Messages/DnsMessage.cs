using System.Collections.Immutable;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Signatures;
using NetMesh.Protocols.Dns.Zones;
using NetMesh.Protocols.Wire;

namespace NetMesh.Protocols.Dns.Messages;

/// <summary>What a message asks for (RFC 6895 §2.2).</summary>
public enum Opcode
{
    Query = 0,
    Status = 2,
    Notify = 4,
    Update = 5,
}

/// <summary>What came of it (RFC 6895 §2.3). Those above 15 need EDNS.</summary>
public enum ResponseCode
{
    NoError = 0,
    FormErr = 1,
    ServFail = 2,
    NXDomain = 3,
    NotImp = 4,
    Refused = 5,
    YXDomain = 6,
    YXRRSet = 7,
    NXRRSet = 8,
    NotAuth = 9,
    NotZone = 10,
    BadVers = 16,
    BadCookie = 23,
}

/// <summary>The bits of a message's header (RFC 1035 §4.1.1, RFC 4035 §3).</summary>
[Flags]
public enum MessageFlags : ushort
{
    None = 0,

    /// <summary>QR: an answer.</summary>
    Response = 0x8000,

    /// <summary>AA: from the zone itself.</summary>
    Authoritative = 0x0400,

    /// <summary>TC: not all of it had room.</summary>
    Truncated = 0x0200,

    RecursionDesired = 0x0100,
    RecursionAvailable = 0x0080,

    /// <summary>AD: all of it was validated.</summary>
    AuthenticData = 0x0020,

    /// <summary>CD: the one who asks validates himself.</summary>
    CheckingDisabled = 0x0010,
}

/// <summary>A question.</summary>
public sealed record Question(DomainName Name, RecordType Type, RecordClass Class = RecordClass.IN)
{
    public override string ToString() => $"{Name} {RecordTypeText.Write(Class)} {RecordTypeText.Write(Type)}";
}

/// <summary>
/// A message of DNS (RFC 1035 §4): question and answer have one form. Between grains it travels as this object, and the network charges what it takes on
/// the wire. Immutable.
/// </summary>
public sealed class DnsMessage : WireMessage
{
    private int wireLength;

    /// <summary>Pairs answer and question.</summary>
    public required ushort Id { get; init; }

    public MessageFlags Flags { get; init; }

    public Opcode Opcode { get; init; }

    public ResponseCode Code { get; init; }

    /// <summary>What is asked; null in a message without a question. More than one nobody sends, and is refused (RFC 9619).</summary>
    public Question? Question { get; init; }

    public ImmutableArray<ResourceRecord> Answers { get; init; } = [];

    public ImmutableArray<ResourceRecord> Authorities { get; init; } = [];

    /// <summary>Without the records that carry <see cref="Edns"/> and <see cref="Signature"/>.</summary>
    public ImmutableArray<ResourceRecord> Additionals { get; init; } = [];

    /// <summary>Extensions (RFC 6891); null when the sender does not know of any.</summary>
    public Edns? Edns { get; init; }

    /// <summary>Who vouches for it with a shared secret (RFC 8945), as it was received; null for nobody.</summary>
    public TransactionSignature? Signature { get; init; }

    public bool IsResponse => Flags.HasFlag(MessageFlags.Response);

    /// <inheritdoc/>
    public override int WireLength => wireLength > 0 ? wireLength : wireLength = DnsWriter.Write(this).Length;

    /// <summary>What a server answers to this question.</summary>
    /// <param name="answer">What it has found.</param>
    /// <param name="flags">What it says besides.</param>
    public DnsMessage Reply(ZoneAnswer answer, MessageFlags flags = MessageFlags.None) => new()
    {
        Id = Id,
        Flags = MessageFlags.Response | flags | (Flags & (MessageFlags.RecursionDesired | MessageFlags.CheckingDisabled))
            | (answer.IsAuthoritative ? MessageFlags.Authoritative : MessageFlags.None),
        Opcode = Opcode,
        Code = answer.Code,
        Question = Question,
        Answers = answer.Answers,
        Authorities = answer.Authorities,
        Additionals = answer.Additionals,
        Edns = Edns is null ? null : new Edns(Edns.UsualUdpLength, Edns.IsDnssecOk),
    };

    /// <summary>The same, which says nothing but a code.</summary>
    public DnsMessage Bare(ResponseCode code, MessageFlags flags = MessageFlags.None) => Reply(new ZoneAnswer(code, IsAuthoritative: false, [], [], []), flags);

    /// <summary>This answer, found for somebody, as the answer to a question of the same name and type.</summary>
    public DnsMessage To(DnsMessage query) => new()
    {
        Id = query.Id,
        Flags = Flags | (query.Flags & (MessageFlags.RecursionDesired | MessageFlags.CheckingDisabled)),
        Opcode = query.Opcode,
        Code = Code,
        Question = query.Question,
        Answers = Answers,
        Authorities = Authorities,
        Additionals = Additionals,
        Edns = query.Edns is null ? null : new Edns(Edns.UsualUdpLength),
    };

    /// <summary>This message with other extensions.</summary>
    public DnsMessage With(Edns? edns) => With(Id, edns, Answers);

    /// <summary>The same message with other records in its first section.</summary>
    public DnsMessage With(ImmutableArray<ResourceRecord> answers) => With(Id, Edns, answers);

    /// <summary>
    /// This message about its question in letters of another case; all that ends as the question was spelled is spelled like that, too: servers that compress without regard
    /// to case say so of names that are not the question's.
    /// </summary>
    public DnsMessage About(Question question)
    {
        if (Question is not { } spelled || spelled.Name.Wire.SequenceEqual(question.Name.Wire))
        {
            return this;
        }

        ImmutableArray<ResourceRecord> Spell(ImmutableArray<ResourceRecord> records) => [.. records.Select(record => LetterCase.Spell(record, spelled.Name, question.Name))];
        return new DnsMessage
        {
            Id = Id,
            Flags = Flags,
            Opcode = Opcode,
            Code = Code,
            Question = question,
            Answers = Spell(Answers),
            Authorities = Spell(Authorities),
            Additionals = Spell(Additionals),
            Edns = Edns,
            Signature = Signature,
        };
    }

    /// <summary>This question under another id.</summary>
    public DnsMessage WithId(ushort id) => With(id, Edns, Answers);

    /// <summary>This answer with another one of its addresses first (RFC 1794 §3.2).</summary>
    public DnsMessage Turned(int turn) => With(Id, Edns, AuthoritativeServer.Rotate(Answers, turn));

    private DnsMessage With(ushort id, Edns? edns, ImmutableArray<ResourceRecord> answers) => new()
    {
        Id = id,
        Flags = Flags,
        Opcode = Opcode,
        Code = Code,
        Question = Question,
        Answers = answers,
        Authorities = Authorities,
        Additionals = Additionals,
        Edns = edns,
        Signature = Signature,
    };

    /// <summary>What of this answer goes into a datagram to whoever asked; what is missing the answer tells (RFC 2181 §9).</summary>
    public DnsMessage WithinDatagram(DnsMessage query)
    {
        var most = Edns.UdpLengthOf(query);
        if (wireLength > 0 && wireLength <= most)
        {
            return this;
        }

        Span<byte> buffer = stackalloc byte[most];
        return DnsReader.Read(buffer[..DnsWriter.Write(this, buffer, out _)]).Value!;
    }

    /// <inheritdoc/>
    public override ulong TraceIdentity => TraceMix.Mix(53, DnsWriter.Write(this));
}
