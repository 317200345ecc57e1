using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Protocols.Dns.Security;

/// <summary>What a zone that is being signed has of its own, without what signing makes, but for what the apex gets by it.</summary>
/// <param name="zone">The zone.</param>
/// <param name="apex">What the apex gets: keys, and how names are hashed.</param>
internal sealed class SignedNames(Zone zone, IEnumerable<RecordSet> apex)
{
    private readonly List<RecordSet> apex = [.. apex];

    public Zone Zone => zone;

    /// <summary>Sets of a name; none when it has none.</summary>
    public IEnumerable<RecordSet> Plain(DomainName name)
    {
        var sets = (zone.Find(name)?.Sets ?? []).Where(set => !ZoneSigner.IsMade(set.Type));
        return name.Equals(zone.Name) ? sets.Concat(apex) : sets;
    }

    /// <summary>Whether a name has records that the zone answers for, or is delegated: then it has its place in a chain, and those without records have not.</summary>
    public static bool IsLinked(ZoneNode node) => !node.IsGlue && node.Sets.Any(set => !ZoneSigner.IsMade(set.Type));

    /// <summary>The types that the chain lists of a name that is linked: of a cut only what is ours.</summary>
    public IEnumerable<RecordType> Types(ZoneNode node) =>
        Plain(node.Name).Select(set => set.Type).Where(type => !node.IsCut || type is RecordType.NS or RecordType.DS);
}

/// <summary>Lays the chain that proves what a zone has not.</summary>
internal interface IChainBuilder
{
    /// <summary>The names whose records are to be looked at when some have changed.</summary>
    ISet<DomainName> Widen(IEnumerable<DomainName> changed);

    /// <summary>Links of the chain that may differ from those that the zone has: owners with the set of each, null for one that goes.</summary>
    /// <param name="scope">What <see cref="Widen"/> gave.</param>
    IEnumerable<(DomainName Owner, RecordSet? Set)> Build(ISet<DomainName> scope);
}
