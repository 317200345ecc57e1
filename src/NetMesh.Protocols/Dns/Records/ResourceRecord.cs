using NetMesh.Protocols.Dns.Names;

namespace NetMesh.Protocols.Dns.Records;

/// <summary>A resource record (RFC 1035 §3.2.1). Immutable.</summary>
/// <param name="Owner">Whose it is.</param>
/// <param name="Class">Nearly always the Internet's.</param>
/// <param name="Ttl">Seconds for which it may be kept; what is above 2³¹−1 counts as 0 (RFC 2181 §8).</param>
/// <param name="Data">What it says, and with it its type.</param>
public sealed record ResourceRecord(DomainName Owner, RecordClass Class, uint Ttl, RecordData Data)
{
    public ResourceRecord(DomainName owner, uint ttl, RecordData data)
        : this(owner, RecordClass.IN, ttl, data)
    {
    }

    public RecordType Type => Data.Type;

    /// <summary>As it stands in a master file.</summary>
    public override string ToString() => $"{Owner} {Ttl} {RecordTypeText.Write(Class)} {RecordTypeText.Write(Type)} {Data}";
}
