using System.Collections.Immutable;
using NetMesh.Protocols.Dns.MasterFiles;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Security;

namespace NetMesh.Protocols.Dns.Zones;

/// <summary>Makes record sets of the records of one name.</summary>
internal static class RecordSets
{
    /// <summary>The sets, in the order of their types, each with the signatures that cover it.</summary>
    /// <param name="records">At least one; of two alike one counts.</param>
    public static ImmutableArray<RecordSet> Of(List<PlacedRecord> records)
    {
        var name = records[0].Record.Owner;
        if (records.Count == 1)
        {
            return [SetOf(name, records[0].Record.Type, records.Select(placed => placed.Record))];
        }

        var sets = records.Select(placed => placed.Record).GroupBy(record => record.Type).OrderBy(group => group.Key).Select(group => SetOf(name, group.Key, group)).ToImmutableArray();
        return sets.FirstOrDefault(set => set.Type == RecordType.RRSIG) is not { } signatures
            ? sets
            : [.. sets.Select(set => set with { Signatures = [.. signatures.Records.Where(record => new SignatureFields(record.Data).Covered == set.Type)] })];
    }

    // Records of a set that differ in their TTL get the least (RFC 2181 §5.2); signatures have that of the records that they cover (RFC 4034 §3).
    private static RecordSet SetOf(DomainName name, RecordType type, IEnumerable<ResourceRecord> records)
    {
        var set = records.DistinctBy(record => record.Data).ToList();
        var ttl = set.Min(record => record.Ttl);
        return new RecordSet(name, type, ttl, [.. set.Select(record => With(record, name, type == RecordType.RRSIG ? record.Ttl : ttl))]);
    }

    // Most are as they are to be, and need no second object.
    private static ResourceRecord With(ResourceRecord record, DomainName owner, uint ttl) =>
        ReferenceEquals(record.Owner, owner) && record.Ttl == ttl ? record : record with { Owner = owner, Ttl = ttl };
}
