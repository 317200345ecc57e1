using System.Collections.Immutable;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Protocols.Dns.Zones;

/// <summary>All records of one name and type (RFC 2181 §5): they come and go together, and have one TTL.</summary>
public sealed record RecordSet(DomainName Owner, RecordType Type, uint Ttl, ImmutableArray<ResourceRecord> Records)
{
    /// <summary>The set under another owner: what a wildcard gives (RFC 4592 §2.2).</summary>
    public RecordSet For(DomainName owner) => new(owner, Type, Ttl, [.. Records.Select(record => record with { Owner = owner })]);
}
