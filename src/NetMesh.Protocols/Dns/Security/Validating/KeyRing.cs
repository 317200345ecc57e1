using System.Collections.Immutable;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Security.Algorithms;

namespace NetMesh.Protocols.Dns.Security.Validating;

/// <summary>The keys of a zone that are trusted. Immutable.</summary>
internal sealed class KeyRing
{
    private readonly ImmutableArray<(ZoneKey Key, ushort Tag)> keys;

    /// <param name="zone">Whose keys they are.</param>
    /// <param name="records">DNSKEY records; what is no key of a zone, and what has an algorithm that nobody here knows, is left out.</param>
    /// <param name="schemes">The algorithms that are known.</param>
    public KeyRing(DomainName zone, IEnumerable<ResourceRecord> records, SignatureSchemes schemes)
    {
        (Zone, Schemes) = (zone, schemes);
        keys = [.. records.Select(record => new ZoneKey(record.Data)).Where(key => key.SignsZones && schemes.Knows(key.Algorithm)).Select(key => (key, key.Tag))];
    }

    public DomainName Zone { get; }

    /// <summary>The algorithms that are known.</summary>
    public SignatureSchemes Schemes { get; }

    /// <summary>Those that a signature or a DS may mean: tags are not unique (RFC 4034 appendix B).</summary>
    public IEnumerable<ZoneKey> Named(ushort tag, DnssecAlgorithm algorithm)
    {
        foreach (var (key, itsTag) in keys)
        {
            if (itsTag == tag && key.Algorithm == algorithm)
            {
                yield return key;
            }
        }
    }

    public KeyRing Only(ZoneKey key) => new(Zone, [new ResourceRecord(Zone, 0, key.Data)], Schemes);
}
