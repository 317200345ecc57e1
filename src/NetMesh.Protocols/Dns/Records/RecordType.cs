namespace NetMesh.Protocols.Dns.Records;

/// <summary>Types of records, by IANA's registry "Resource Record (RR) TYPEs". A number without a name here is as legal (RFC 3597).</summary>
public enum RecordType : ushort
{
    None = 0,
    A = 1,
    NS = 2,
    CNAME = 5,
    SOA = 6,
    PTR = 12,
    HINFO = 13,
    MINFO = 14,
    MX = 15,
    TXT = 16,
    RP = 17,
    AFSDB = 18,
    AAAA = 28,
    LOC = 29,
    SRV = 33,
    NAPTR = 35,
    KX = 36,
    CERT = 37,
    DNAME = 39,
    OPT = 41,
    DS = 43,
    SSHFP = 44,
    RRSIG = 46,
    NSEC = 47,
    DHCID = 49,
    DNSKEY = 48,
    NSEC3 = 50,
    NSEC3PARAM = 51,
    TLSA = 52,
    SMIMEA = 53,
    CDS = 59,
    CDNSKEY = 60,
    OPENPGPKEY = 61,
    CSYNC = 62,
    ZONEMD = 63,
    SVCB = 64,
    HTTPS = 65,
    SPF = 99,
    EUI48 = 108,
    EUI64 = 109,
    TKEY = 249,
    TSIG = 250,
    IXFR = 251,
    AXFR = 252,
    ANY = 255,
    URI = 256,
    CAA = 257,
}

/// <summary>Classes of records. The Internet's is the only one that is served.</summary>
public enum RecordClass : ushort
{
    IN = 1,
    CH = 3,
    HS = 4,

    /// <summary>In updates: no such record (RFC 2136 §2.4).</summary>
    NONE = 254,

    ANY = 255,
}

/// <summary>Types and classes as text: their mnemonic, or <c>TYPE123</c> and <c>CLASS123</c> (RFC 3597 §5).</summary>
public static class RecordTypeText
{
    public static string Write(RecordType type) => Enum.IsDefined(type) && type != RecordType.None ? type.ToString() : $"TYPE{(ushort)type}";

    public static string Write(RecordClass @class) => Enum.IsDefined(@class) ? @class.ToString() : $"CLASS{(ushort)@class}";

    public static bool TryRead(ReadOnlySpan<char> text, out RecordType type) => TryRead(text, "TYPE", out type) && type != RecordType.None;

    public static bool TryRead(ReadOnlySpan<char> text, out RecordClass @class) => TryRead(text, "CLASS", out @class);

    /// <summary>It asks for something else than the records of one type, or comes only in messages: never in a zone (RFC 6895 §3.1).</summary>
    public static bool IsMeta(RecordType type) => type is RecordType.OPT or (>= (RecordType)128 and <= RecordType.ANY);

    private static bool TryRead<T>(ReadOnlySpan<char> text, string prefix, out T value)
        where T : unmanaged, Enum
    {
        if (text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && ushort.TryParse(text[prefix.Length..], out var number))
        {
            value = (T)Enum.ToObject(typeof(T), number);
            return true;
        }

        value = default;
        return text is [(>= 'A' and <= 'Z') or (>= 'a' and <= 'z'), ..] && Enum.TryParse(text, ignoreCase: true, out value) && Enum.IsDefined(value);
    }
}
