using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Protocols.Dns.Security;

/// <summary>NSEC (RFC 4034 §4): each name of the zone says which comes after it and what types it has itself.</summary>
public sealed class NsecChain : ZoneDenial
{
    private readonly Zone zone;

    internal NsecChain(Zone zone) => this.zone = zone;

    /// <inheritdoc/>
    public override IEnumerable<RecordSet> NoSuchType(DomainName name) => AtOrBefore(name);

    /// <inheritdoc/>
    public override IEnumerable<RecordSet> NoSuchName(DomainName name, DomainName closest) =>
        closest.Child("*"u8) is { } wildcard ? AtOrBefore(name).Concat(AtOrBefore(wildcard)) : AtOrBefore(name);

    /// <inheritdoc/>
    public override IEnumerable<RecordSet> NoNearerName(DomainName name, DomainName closest) => AtOrBefore(name);

    // The record of the name itself, or the one whose gap it would stand in: also of a name without records, which none has.
    private IEnumerable<RecordSet> AtOrBefore(DomainName name) =>
        zone.FindBefore(name, isInclusive: true, static node => node.Set(RecordType.NSEC) is not null)?.Set(RecordType.NSEC) is { } set ? [set] : [];
}
