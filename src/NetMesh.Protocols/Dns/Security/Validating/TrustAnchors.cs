using System.Collections.Frozen;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Protocols.Dns.Security.Validating;

/// <summary>The keys that a resolver trusts without being shown why (RFC 4033 §2), as DS records. Without any nothing is validated. Immutable.</summary>
public sealed class TrustAnchors
{
    public static readonly TrustAnchors None = new([]);

    private readonly FrozenDictionary<DomainName, RecordData[]> byZone;

    /// <param name="records">DS and DNSKEY records; others do not count.</param>
    public TrustAnchors(IEnumerable<ResourceRecord> records) => byZone = records
        .Where(record => record.Type is RecordType.DS or RecordType.DNSKEY)
        .GroupBy(record => record.Owner, record => record.Type == RecordType.DS ? record.Data : new ZoneKey(record.Data).DelegationSigner(record.Owner))
        .ToFrozenDictionary(zone => zone.Key, zone => zone.Distinct().ToArray());

    public bool IsEmpty => byZone.Count == 0;

    /// <summary>The keys of a zone to which the zone above would point, by its own DNSKEY set: its entry points, or all when it marks none.</summary>
    public static IEnumerable<ResourceRecord> EntryPointsOf(IReadOnlyCollection<ResourceRecord> keys) =>
        keys.Any(IsEntryPoint) ? keys.Where(IsEntryPoint) : keys;

    /// <summary>The nearest zone at or above a name of which keys are trusted.</summary>
    public DomainName? Above(DomainName name)
    {
        for (var labels = name.LabelCount; labels >= 0; labels--)
        {
            if (byZone.ContainsKey(name.Ancestor(labels)))
            {
                return name.Ancestor(labels);
            }
        }

        return null;
    }

    internal IReadOnlyList<RecordData> Of(DomainName zone) => byZone[zone];

    private static bool IsEntryPoint(ResourceRecord record) => (new ZoneKey(record.Data).Flags & ZoneKey.IsEntryPointFlag) != 0;
}
