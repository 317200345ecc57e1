using System.Collections.Frozen;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Security.Algorithms;

namespace NetMesh.Protocols.Dns.Security.Validating;

/// <summary>The keys that a resolver trusts without being shown why (RFC 4033 §2), as DS records, and the algorithms by which it checks what they vouch for. Without any nothing is validated. Immutable.</summary>
public sealed class TrustAnchors
{
    public static readonly TrustAnchors None = new([]);

    private readonly FrozenDictionary<DomainName, RecordData[]> byZone;

    /// <param name="records">DS and DNSKEY records; others do not count.</param>
    /// <param name="schemes">The algorithms that are known; those of .NET if none are said.</param>
    public TrustAnchors(IEnumerable<ResourceRecord> records, SignatureSchemes? schemes = null)
    {
        Schemes = schemes ?? SignatureSchemes.OfFramework;
        byZone = records
            .Where(record => record.Type is RecordType.DS or RecordType.DNSKEY)
            .GroupBy(record => record.Owner, record => record.Type == RecordType.DS ? record.Data : new ZoneKey(record.Data).DelegationSigner(record.Owner))
            .ToFrozenDictionary(zone => zone.Key, zone => zone.Distinct().ToArray());
    }

    internal SignatureSchemes Schemes { get; }

    public bool IsEmpty => byZone.Count == 0;

    /// <summary>The keys of a zone to which the zone above would point, by its own DNSKEY set: its entry points but for those it has revoked, or all when it marks none.</summary>
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

    private static bool IsEntryPoint(ResourceRecord record) => (new ZoneKey(record.Data).Flags & (ZoneKey.IsEntryPointFlag | ZoneKey.IsRevokedFlag)) == ZoneKey.IsEntryPointFlag;
}
