using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Protocols.Dns.Security;

/// <summary>
/// The signed records of a zone that prove what it has not (RFC 4035 §3.1.3, RFC 5155 §7.2), in the order in which they are searched. Immutable. Each answer may
/// name a set more than once.
/// </summary>
public abstract class ZoneDenial
{
    /// <summary>The chain that a zone answers from: NSEC3 when it says so at its apex and has one, or else NSEC; null when there is neither.</summary>
    internal static ZoneDenial? Of(Zone zone)
    {
        // Flags would mean that the chain is not to be used (RFC 5155 §4.1.2).
        foreach (var record in zone.Apex.Set(RecordType.NSEC3PARAM)?.Records ?? [])
        {
            var parameters = Nsec3Parameters.Of(record.Data);
            if (parameters is { Algorithm: Nsec3Parameters.Sha1, Flags: 0 } && Nsec3Chain.TryMake(zone, parameters) is { } hashed)
            {
                return hashed;
            }
        }

        return zone.Apex.Set(RecordType.NSEC) is null ? null : new NsecChain(zone);
    }

    /// <summary>That a name that is there has no such type; of a delegation, that it has no DS.</summary>
    public abstract IEnumerable<RecordSet> NoSuchType(DomainName name);

    /// <summary>That there is no such name, and what a wildcard in its place has: nothing, or not the type.</summary>
    /// <param name="name">The name.</param>
    /// <param name="closest">Its closest encloser.</param>
    public abstract IEnumerable<RecordSet> NoSuchName(DomainName name, DomainName closest);

    /// <summary>That there is no such name, so that the wildcard's answer is the right one.</summary>
    /// <param name="name">The name.</param>
    /// <param name="closest">Its closest encloser, above the wildcard.</param>
    public abstract IEnumerable<RecordSet> NoNearerName(DomainName name, DomainName closest);

    /// <summary>Whether a name of the zone is there only to carry NSEC3 records: to everybody else it is not (RFC 5155 §7.2.8).</summary>
    public static bool IsHashed(ZoneNode node) =>
        node.Set(RecordType.NSEC3) is not null && node.Sets.All(set => set.Type is RecordType.NSEC3 or RecordType.RRSIG);
}
