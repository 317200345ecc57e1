using System.Collections.Immutable;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Protocols.Dns.Zones;

/// <summary>All records of one name and type (RFC 2181 §5): they come and go together, and have one TTL.</summary>
public sealed record RecordSet(DomainName Owner, RecordType Type, uint Ttl, ImmutableArray<ResourceRecord> Records)
{
    /// <summary>The RRSIG records that cover it (RFC 4034 §3); none in a zone that is not signed. They count among the RRSIG records of the name, too.</summary>
    public ImmutableArray<ResourceRecord> Signatures { get; init; } = [];

    /// <summary>The set under another owner: what a wildcard gives (RFC 4592 §2.2).</summary>
    public RecordSet For(DomainName owner) => new(owner, Type, Ttl, Under(owner, Records)) { Signatures = Under(owner, Signatures) };

    private static ImmutableArray<ResourceRecord> Under(DomainName owner, ImmutableArray<ResourceRecord> records) =>
        records.IsEmpty ? records : [.. records.Select(record => record with { Owner = owner })];
}
