using System.Collections.Immutable;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Protocols.Dns.Zones;

/// <summary>A name of a zone: with records, or without any because only names below it have some (an empty non-terminal, RFC 4592 §2.2.2). Immutable.</summary>
public sealed class ZoneNode
{
    // Of names above it, how many labels they have; −1 for none. Thus what changes there need not be known here.
    private readonly int cut;
    private readonly int alias;

    /// <param name="name">The name.</param>
    /// <param name="sets">Its records, in the order of their types.</param>
    /// <param name="above">The node above; null for the zone's own name, and for what is there for NSEC3 alone.</param>
    internal ZoneNode(DomainName name, ImmutableArray<RecordSet> sets, ZoneNode? above)
    {
        Name = name;
        Sets = sets;
        cut = above is null or { cut: < 0 } ? above is not null && Set(RecordType.NS) is not null ? name.LabelCount : -1 : above.cut;
        alias = Set(RecordType.DNAME) is not null ? name.LabelCount : above?.alias ?? -1;
    }

    public DomainName Name { get; }

    /// <summary>Its records, in the order of their types.</summary>
    public ImmutableArray<RecordSet> Sets { get; }

    /// <summary>Whether the zone ends here: the name is delegated, and none above it. Of its own it has DS here, and what proves that there is none.</summary>
    public bool IsCut => cut == Name.LabelCount;

    /// <summary>Whether it is a cut, or stands below one: what it has is the other zone's.</summary>
    public bool IsDelegated => cut >= 0;

    /// <summary>Whether it stands below a cut: what it has is glue.</summary>
    public bool IsGlue => IsDelegated && !IsCut;

    /// <summary>Whether it, or a name above it, has a DNAME.</summary>
    public bool IsAliased => alias >= 0;

    /// <summary>Where the zone ends for this name: the topmost name at or above it that is delegated. Only where there is one.</summary>
    public DomainName Cut => Name.Ancestor(cut);

    /// <summary>The nearest name at or above it that has a DNAME. Only where there is one.</summary>
    public DomainName Alias => Name.Ancestor(alias);

    public RecordSet? Set(RecordType type)
    {
        foreach (var set in Sets)
        {
            if (set.Type == type)
            {
                return set;
            }
        }

        return null;
    }

    /// <summary>Whether another has the same place in the zone: what stands below it means the same.</summary>
    internal bool StandsAs(ZoneNode other) => cut == other.cut && alias == other.alias;
}
