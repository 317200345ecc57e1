using System.Collections.Frozen;

namespace NetMesh.Protocols.Dns.Records;

/// <summary>A kind of field in a record's data: how long it is on the wire and how it is spelled in a master file.</summary>
public enum FieldKind
{
    /// <summary>A domain name that may be compressed in a message: those of RFC 1035 and no others (RFC 3597 §4).</summary>
    Name,

    /// <summary>A domain name that is never sent compressed. Received compressed it is read all the same.</summary>
    PlainName,

    /// <summary>A domain name that is never sent compressed and keeps its case in the canonical form (RFC 4034 §6.2, RFC 6840 §5.1).</summary>
    ExactName,

    UInt8,
    UInt16,
    UInt32,

    /// <summary>Seconds, in text with units (<c>1h30m</c>) if need be.</summary>
    Duration,

    /// <summary>Seconds since 1970, modulo 2³²; in text <c>YYYYMMDDHHmmSS</c> (RFC 4034 §3.2).</summary>
    Time,

    /// <summary>A record type by its number; in text its mnemonic.</summary>
    Type,

    /// <summary>A DNSSEC algorithm by its number.</summary>
    Algorithm,

    IPv4,
    IPv6,

    /// <summary>A length byte and up to 255 bytes (RFC 1035 §3.3).</summary>
    Text,

    /// <summary>The same, of letters and digits; in text without quotes (RFC 8659 §4.1.1).</summary>
    Tag,

    /// <summary>One <see cref="Text"/> or more, to the end.</summary>
    Texts,

    /// <summary>Text without a length, to the end (RFC 8659 §4.1, RFC 7553 §4.4).</summary>
    LongText,

    /// <summary>Six bytes, in text in hexadecimal with hyphens (RFC 7043 §3).</summary>
    Eui48,

    /// <summary>Eight of them.</summary>
    Eui64,

    /// <summary>Bytes to the end, in text in hexadecimal.</summary>
    Hexadecimal,

    /// <summary>Bytes to the end, in text in Base64.</summary>
    Base64,

    /// <summary>A length byte and as many bytes; in text in hexadecimal, or a hyphen for none (RFC 5155 §3.3).</summary>
    Salt,

    /// <summary>A length byte and as many bytes; in text in Base32 with the extended alphabet and without padding (RFC 5155 §3.3).</summary>
    HashedName,

    /// <summary>A set of record types, to the end (RFC 4034 §4.1.2).</summary>
    TypeSet,

    /// <summary>Service parameters, to the end (RFC 9460 §2.2).</summary>
    ServiceParameters,
}

/// <summary>
/// What the data of each type of record consists of: one table, by which records are read from messages and master files, written to both, compared and
/// signed. A type is added by a line. Data of types without one is bytes that nobody looks into (RFC 3597).
/// </summary>
public static class RecordLayout
{
    private static readonly FrozenDictionary<RecordType, FieldKind[]> Layouts = new Dictionary<RecordType, FieldKind[]>
    {
        // RFC 1035.
        [RecordType.A] = [FieldKind.IPv4],
        [RecordType.NS] = [FieldKind.Name],
        [RecordType.CNAME] = [FieldKind.Name],
        [RecordType.SOA] =
        [
            FieldKind.Name, FieldKind.Name, FieldKind.UInt32, FieldKind.Duration, FieldKind.Duration, FieldKind.Duration, FieldKind.Duration,
        ],
        [RecordType.PTR] = [FieldKind.Name],
        [RecordType.HINFO] = [FieldKind.Text, FieldKind.Text],
        [RecordType.MINFO] = [FieldKind.Name, FieldKind.Name],
        [RecordType.MX] = [FieldKind.UInt16, FieldKind.Name],
        [RecordType.TXT] = [FieldKind.Texts],

        // RFC 1183, 3596, 2782, 3403, 2230, 4398, 6672, 4255.
        [RecordType.RP] = [FieldKind.PlainName, FieldKind.PlainName],
        [RecordType.AFSDB] = [FieldKind.UInt16, FieldKind.PlainName],
        [RecordType.AAAA] = [FieldKind.IPv6],
        [RecordType.SRV] = [FieldKind.UInt16, FieldKind.UInt16, FieldKind.UInt16, FieldKind.PlainName],
        [RecordType.NAPTR] = [FieldKind.UInt16, FieldKind.UInt16, FieldKind.Text, FieldKind.Text, FieldKind.Text, FieldKind.PlainName],
        [RecordType.KX] = [FieldKind.UInt16, FieldKind.PlainName],
        [RecordType.CERT] = [FieldKind.UInt16, FieldKind.UInt16, FieldKind.Algorithm, FieldKind.Base64],
        [RecordType.DNAME] = [FieldKind.PlainName],
        [RecordType.SSHFP] = [FieldKind.UInt8, FieldKind.UInt8, FieldKind.Hexadecimal],

        // DNSSEC: RFC 4034, 5155, 7344.
        [RecordType.DS] = [FieldKind.UInt16, FieldKind.Algorithm, FieldKind.UInt8, FieldKind.Hexadecimal],
        [RecordType.RRSIG] =
        [
            FieldKind.Type, FieldKind.Algorithm, FieldKind.UInt8, FieldKind.UInt32, FieldKind.Time, FieldKind.Time, FieldKind.UInt16,
            FieldKind.PlainName, FieldKind.Base64,
        ],
        [RecordType.NSEC] = [FieldKind.ExactName, FieldKind.TypeSet],
        [RecordType.DNSKEY] = [FieldKind.UInt16, FieldKind.UInt8, FieldKind.Algorithm, FieldKind.Base64],
        [RecordType.NSEC3] = [FieldKind.UInt8, FieldKind.UInt8, FieldKind.UInt16, FieldKind.Salt, FieldKind.HashedName, FieldKind.TypeSet],
        [RecordType.NSEC3PARAM] = [FieldKind.UInt8, FieldKind.UInt8, FieldKind.UInt16, FieldKind.Salt],
        [RecordType.CDS] = [FieldKind.UInt16, FieldKind.Algorithm, FieldKind.UInt8, FieldKind.Hexadecimal],
        [RecordType.CDNSKEY] = [FieldKind.UInt16, FieldKind.UInt8, FieldKind.Algorithm, FieldKind.Base64],

        // RFC 4701, 6698, 8162, 7929, 7477, 8976, 9460, 7208, 7043, 7553, 8659.
        [RecordType.DHCID] = [FieldKind.Base64],
        [RecordType.TLSA] = [FieldKind.UInt8, FieldKind.UInt8, FieldKind.UInt8, FieldKind.Hexadecimal],
        [RecordType.SMIMEA] = [FieldKind.UInt8, FieldKind.UInt8, FieldKind.UInt8, FieldKind.Hexadecimal],
        [RecordType.OPENPGPKEY] = [FieldKind.Base64],
        [RecordType.CSYNC] = [FieldKind.UInt32, FieldKind.UInt16, FieldKind.TypeSet],
        [RecordType.ZONEMD] = [FieldKind.UInt32, FieldKind.UInt8, FieldKind.UInt8, FieldKind.Hexadecimal],
        [RecordType.SVCB] = [FieldKind.UInt16, FieldKind.ExactName, FieldKind.ServiceParameters],
        [RecordType.HTTPS] = [FieldKind.UInt16, FieldKind.ExactName, FieldKind.ServiceParameters],
        [RecordType.SPF] = [FieldKind.Texts],
        [RecordType.EUI48] = [FieldKind.Eui48],
        [RecordType.EUI64] = [FieldKind.Eui64],
        [RecordType.URI] = [FieldKind.UInt16, FieldKind.UInt16, FieldKind.LongText],
        [RecordType.CAA] = [FieldKind.UInt8, FieldKind.Tag, FieldKind.LongText],
    }.ToFrozenDictionary();

    /// <summary>The fields of a type's data; null when nobody looks into it.</summary>
    public static ReadOnlySpan<FieldKind> Of(RecordType type) => Layouts.GetValueOrDefault(type);

    /// <summary>Whether the type has a line here.</summary>
    public static bool Has(RecordType type) => Layouts.ContainsKey(type);

    /// <summary>All types that have one, in the order of their numbers.</summary>
    public static IEnumerable<RecordType> Types => Layouts.Keys.Order();

    public static bool IsName(FieldKind kind) => kind is FieldKind.Name or FieldKind.PlainName or FieldKind.ExactName;

    /// <summary>
    /// Bytes of the field that <paramref name="rest"/> begins with, of data without compression; -1 when it is cut off or breaks its own form.
    /// </summary>
    public static int LengthOf(FieldKind kind, ReadOnlySpan<byte> rest)
    {
        var length = kind switch
        {
            FieldKind.Name or FieldKind.PlainName or FieldKind.ExactName => Names.DomainName.LengthOf(rest) is > 0 and var name ? name : -1,
            FieldKind.UInt8 or FieldKind.Algorithm => 1,
            FieldKind.UInt16 or FieldKind.Type => 2,
            FieldKind.UInt32 or FieldKind.Duration or FieldKind.Time or FieldKind.IPv4 => 4,
            FieldKind.Eui48 => 6,
            FieldKind.Eui64 => 8,
            FieldKind.IPv6 => 16,
            FieldKind.Text or FieldKind.Tag or FieldKind.Salt => rest.IsEmpty ? -1 : 1 + rest[0],
            FieldKind.HashedName => rest is [> 0, ..] ? 1 + rest[0] : -1,
            FieldKind.Texts => AreTexts(rest) ? rest.Length : -1,
            FieldKind.TypeSet => TypeSetField.IsWhole(rest) ? rest.Length : -1,
            FieldKind.ServiceParameters => ServiceParameterField.IsWhole(rest) ? rest.Length : -1,
            _ => rest.Length,
        };
        return length <= rest.Length ? length : -1;
    }

    private static bool AreTexts(ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty)
        {
            return false;
        }

        while (!rest.IsEmpty && rest[0] < rest.Length)
        {
            rest = rest[(rest[0] + 1)..];
        }

        return rest.IsEmpty;
    }
}
