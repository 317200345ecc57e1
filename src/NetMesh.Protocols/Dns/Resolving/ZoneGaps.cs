using System.Collections.Immutable;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Security.Validating;

namespace NetMesh.Protocols.Dns.Resolving;

/// <summary>A record that was proven, for as long as the proof holds.</summary>
internal sealed record Gap(ResourceRecord Record, ImmutableArray<ResourceRecord> Signatures, TimeSpan Until);

/// <summary>The gaps of a zone that are known, by the names at which they begin.</summary>
internal abstract class ZoneGaps
{
    private readonly Dictionary<DomainName, Gap> byOwner = [];
    private readonly SortedSet<DomainName> owners = [];

    /// <summary>What a denial begins with.</summary>
    public Gap Soa { get; set; } = null!;

    public int Count => owners.Count;

    /// <summary>Those of a zone that denies as a record does.</summary>
    public static ZoneGaps Like(ResourceRecord record, DomainName zone) => record.Type == RecordType.NSEC3 ? new HashedGaps(record, zone) : new NamedGaps(zone);

    /// <summary>Whether a record is of the kind that is kept here.</summary>
    public abstract bool Takes(ResourceRecord record);

    /// <summary>What may prove something of a name, and what it does.</summary>
    /// <param name="budget">What hashing may cost.</param>
    public abstract DenialProof Around(DomainName name, TimeSpan now, WorkBudget budget, out IReadOnlyCollection<Gap> gaps);

    /// <returns>Whether none began there before.</returns>
    public bool Put(Gap gap)
    {
        byOwner[gap.Record.Owner] = gap;
        return owners.Add(gap.Record.Owner);
    }

    /// <summary>The gap that begins at a name, or that it may be in.</summary>
    /// <param name="isRound">The last of all leads around to the first.</param>
    protected Gap? AtOrBefore(DomainName name, TimeSpan now, bool isRound = false) =>
        (owners.GetViewBetween(DomainName.Root, name).Max ?? (isRound ? owners.Max : null)) is { } owner && byOwner[owner] is var gap && gap.Until > now ? gap : null;
}

/// <summary>Between names (NSEC).</summary>
internal sealed class NamedGaps(DomainName zone) : ZoneGaps
{
    public override bool Takes(ResourceRecord record) => record.Type == RecordType.NSEC;

    public override DenialProof Around(DomainName name, TimeSpan now, WorkBudget budget, out IReadOnlyCollection<Gap> gaps)
    {
        // Around the name, and around every wildcard that might stand in its place.
        var near = new HashSet<Gap>();
        for (var place = name; place is not null; place = place.LabelCount > zone.LabelCount ? place.Parent : null)
        {
            if ((place.Equals(name) ? name : place.Child("*"u8)) is { } sought && AtOrBefore(sought, now) is { } gap)
            {
                near.Add(gap);
            }
        }

        gaps = near;
        return new NsecProof([.. near.Select(gap => gap.Record)]);
    }
}
