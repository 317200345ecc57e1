using System.Buffers.Binary;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Wire;

namespace NetMesh.Protocols.Dns.Records;

/// <summary>
/// The data of a record, as its bytes without compression, and legal by its type's <see cref="RecordLayout"/>. Equal is data whose canonical forms are (RFC 4034
/// §6.2): names in it may differ in case. Immutable.
/// </summary>
public sealed class RecordData : IEquatable<RecordData>
{
    /// <summary>Most bytes on the wire.</summary>
    public const int MaxLength = ushort.MaxValue;

    private readonly byte[] wire;

    private RecordData(RecordType type, byte[] wire)
    {
        Type = type;
        this.wire = wire;
    }

    public RecordType Type { get; }

    /// <summary>Without compression, names in the case they came in.</summary>
    public ReadOnlySpan<byte> Wire => wire;

    public ReadOnlyMemory<byte> WireMemory => wire;

    /// <summary>What the bytes consist of: by the type's layout, unless there are none.</summary>
    public ReadOnlySpan<FieldKind> Layout => wire.Length == 0 ? [] : RecordLayout.Of(Type);

    /// <summary>No data at all: in an update it stands for whatever the type has (RFC 2136 §2.4, §2.5), and nowhere else for anything.</summary>
    public static RecordData None(RecordType type) => new(type, []);

    /// <summary>Data of a type; null when the bytes are not legal for it.</summary>
    /// <param name="bytes">Without compression; copied.</param>
    public static RecordData? TryMake(RecordType type, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxLength)
        {
            return null;
        }

        var rest = bytes;
        foreach (var kind in RecordLayout.Of(type))
        {
            var length = RecordLayout.LengthOf(kind, rest);
            if (length < 0)
            {
                return null;
            }

            rest = rest[length..];
        }

        return RecordLayout.Has(type) && !rest.IsEmpty ? null : new RecordData(type, bytes.ToArray());
    }

    /// <summary>The data of an A record.</summary>
    public static RecordData Of(IPv4Address address)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, address.Value);
        return new RecordData(RecordType.A, bytes);
    }

    /// <summary>The address of an A record.</summary>
    public IPv4Address Address => new(BinaryPrimitives.ReadUInt32BigEndian(Wire));

    /// <summary>The data of a type that is one name: NS, CNAME, PTR, DNAME.</summary>
    public static RecordData Of(RecordType type, DomainName name) => new(type, name.Wire.ToArray());

    /// <summary>The bytes of one field.</summary>
    public ReadOnlySpan<byte> Field(int index)
    {
        var rest = Wire;
        foreach (var kind in Layout)
        {
            var length = RecordLayout.LengthOf(kind, rest);
            if (index-- == 0)
            {
                return rest[..length];
            }

            rest = rest[length..];
        }

        throw new ArgumentOutOfRangeException(nameof(index), $"{Type} has no such field");
    }

    /// <summary>A field that is a name.</summary>
    public DomainName Name(int index) => DomainName.FromWire(Field(index));

    /// <summary>A field that is a number of 32 bits.</summary>
    public uint Number(int index) => BinaryPrimitives.ReadUInt32BigEndian(Field(index));

    /// <summary>The host that this record sends the reader to, whose addresses are worth enclosing (RFC 1035 §3.3); null for types that name none.</summary>
    public DomainName? Target => Type switch
    {
        RecordType.NS or RecordType.CNAME or RecordType.DNAME or RecordType.PTR => Name(0),
        RecordType.MX or RecordType.AFSDB or RecordType.KX or RecordType.SVCB or RecordType.HTTPS => Name(1),
        RecordType.SRV => Name(3),
        _ => null,
    };

    /// <summary>As it is compared and signed (RFC 4034 §6.2): names in lower case, but for those types whose names keep it.</summary>
    public byte[] ToCanonical()
    {
        var canonical = wire.AsSpan().ToArray();
        var at = 0;
        foreach (var kind in Layout)
        {
            var length = RecordLayout.LengthOf(kind, wire.AsSpan(at));
            for (var i = at; i < at + length && kind is FieldKind.Name or FieldKind.PlainName; i++)
            {
                canonical[i] = DomainName.LowerOf(canonical[i]);
            }

            at += length;
        }

        return canonical;
    }

    /// <summary>The canonical order of a record set (RFC 4034 §6.3).</summary>
    public static int CompareCanonical(RecordData a, RecordData b) => a.ToCanonical().AsSpan().SequenceCompareTo(b.ToCanonical());

    public bool Equals(RecordData? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Type == other.Type && wire.Length == other.wire.Length
            && (wire.AsSpan().SequenceEqual(other.wire) || ToCanonical().AsSpan().SequenceEqual(other.ToCanonical())));

    public override bool Equals(object? obj) => Equals(obj as RecordData);

    // By case-folded bytes: more than the canonical form folds, so that equals have equal hashes.
    public override int GetHashCode() => (DomainName.HashOf(wire) * 31) + (ushort)Type;

    public ulong TraceIdentity => TraceMix.Mix((ulong)Type, wire);

    /// <summary>As it stands in a master file.</summary>
    public override string ToString() => RecordDataText.Write(this);
}
