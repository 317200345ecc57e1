using NetMesh.Contracts.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Grains.Zones;

/// <summary>Why others trust the key that signs a zone's keys (KSK): that is whom another one has to be told to.</summary>
internal enum EntryPointTrust
{
    /// <summary>They were given it: it is the root's, or that of a zone below one that is not signed. Those who follow RFC 5011 learn of another one by themselves, if it is long enough there.</summary>
    Anchor,

    /// <summary>A zone of the planet, above, points at it.</summary>
    ZoneAbove,

    /// <summary>A zone above that is not the planet's own points at it, or may: it learns of another one by CDS and CDNSKEY (RFC 7344), or from its owner.</summary>
    Outside,
}

/// <summary>Finds out which it is.</summary>
internal static class EntryPointTrusts
{
    public static EntryPointTrust Of(ZonePlan zone, NamePlan names) => zone.Name.IsRoot ? EntryPointTrust.Anchor : names.ParentOf(zone.Name) switch
    {
        { Signing: not ZoneSigning.None } => EntryPointTrust.ZoneAbove,
        { Zone: { } above } when above.Apex.Set(RecordType.DNSKEY) is null => EntryPointTrust.Anchor,
        _ => EntryPointTrust.Outside,
    };
}
