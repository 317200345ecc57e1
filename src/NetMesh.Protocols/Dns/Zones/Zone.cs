using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using NetMesh.Protocols.Dns.MasterFiles;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Security;

namespace NetMesh.Protocols.Dns.Zones;

/// <summary>A zone: its names, ready to be asked (<see cref="ZoneLookup"/>). Immutable; a zone that was made of another by a change shares with it what has not changed.</summary>
public sealed class Zone
{
    private Zone(DomainName name, NodeTree nodes, NodeTree hashed)
    {
        Nodes = nodes;
        Hashed = hashed;
        Apex = nodes.Find(name)!;
        Denial = ZoneDenial.Of(this);
    }

    /// <summary>The zone's own name.</summary>
    public DomainName Name => Apex.Name;

    public ZoneNode Apex { get; }

    /// <summary>What proves that something is not in it; null in a zone that is not signed.</summary>
    public ZoneDenial? Denial { get; }

    /// <summary>The start of authority, which every zone has one of.</summary>
    public ResourceRecord Soa => Apex.Set(RecordType.SOA)!.Records[0];

    /// <summary>Grows with every change (RFC 1982).</summary>
    public uint Serial => Soa.Data.Number(2);

    /// <summary>All records, in the order of their names (RFC 4034 §6.1), the start of authority first.</summary>
    public IEnumerable<ResourceRecord> Records => Sets.SelectMany(set => set.Records);

    /// <summary>All record sets, in the order of their names, the start of authority first; those that are there for NSEC3 alone included.</summary>
    public IEnumerable<RecordSet> Sets => Apex.Sets.OrderByDescending(set => set.Type == RecordType.SOA).Concat(AllNodes.Skip(1).SelectMany(node => node.Sets));

    /// <summary>Names, but for those that are there for NSEC3 alone.</summary>
    internal NodeTree Nodes { get; }

    /// <summary>Names that have NSEC3 records.</summary>
    internal NodeTree Hashed { get; }

    // In order; names that are there for NSEC3 alone among the others.
    private IEnumerable<ZoneNode> AllNodes
    {
        get
        {
            using var hashed = Hashed.Where(ZoneDenial.IsHashed).GetEnumerator();
            var isLeft = hashed.MoveNext();
            foreach (var node in Nodes)
            {
                for (; isLeft && hashed.Current.Name.CompareTo(node.Name) < 0; isLeft = hashed.MoveNext())
                {
                    yield return hashed.Current;
                }

                yield return node;
            }

            for (; isLeft; isLeft = hashed.MoveNext())
            {
                yield return hashed.Current;
            }
        }
    }

    /// <summary>Makes a zone of records.</summary>
    /// <param name="name">The zone's name.</param>
    /// <param name="records">Its records; of two alike one counts.</param>
    /// <param name="zone">The zone.</param>
    /// <param name="errors">What keeps them from being one, each with the line it is about.</param>
    public static bool TryMake(DomainName name, IEnumerable<PlacedRecord> records, [NotNullWhen(true)] out Zone? zone, out ImmutableArray<MasterFileError> errors)
    {
        var draft = new ZoneDraft(name);
        foreach (var placed in records)
        {
            draft.Add(placed);
        }

        errors = draft.Check();
        zone = errors.IsEmpty ? Of(name, draft) : null;
        return zone is not null;
    }

    /// <summary>The zone with other records at some names. Takes time in proportion to these names and to the logarithm of the zone.</summary>
    /// <param name="names">Names at or below the zone's own, with all records that each is to have: none for a name that goes.</param>
    /// <param name="error">What keeps the records from being a zone; null when they are one.</param>
    /// <returns>Null when they are none.</returns>
    public Zone? With(IEnumerable<KeyValuePair<DomainName, List<ResourceRecord>>> names, out string? error)
    {
        var draft = new ZoneDraft(Name, this);
        foreach (var (name, records) in names)
        {
            draft.Replace(name);
            foreach (var record in records)
            {
                draft.Add(new PlacedRecord(record, default));
            }
        }

        error = draft.Check() is [var first, ..] ? first.What : null;
        return error is null ? Of(Name, draft) : null;
    }

    /// <summary>The zone with another start of authority.</summary>
    public Zone With(ResourceRecord soa)
    {
        var records = Apex.Sets.SelectMany(set => set.Records).Where(record => record.Type != RecordType.SOA).Prepend(soa).ToList();
        return With([new(Name, records)], out var error) ?? throw new InvalidOperationException($"{soa}: {error}");
    }

    /// <summary>Names that differ in two states of a zone, in their order. Takes time in proportion to them when one state was made of the other.</summary>
    public static IEnumerable<DomainName> Differences(Zone before, Zone after)
    {
        var names = new SortedSet<DomainName>();
        foreach (var (one, other) in NodeTree.Differences(before.Nodes, after.Nodes).Concat(NodeTree.Differences(before.Hashed, after.Hashed)))
        {
            names.Add((one ?? other)!.Name);
        }

        return names;
    }

    /// <summary>The node of a name; null when the zone has none.</summary>
    public ZoneNode? Find(DomainName name) => Nodes.Find(name);

    /// <summary>The node of a name, or of the nearest name above it that there is: its closest encloser (RFC 4592 §3.3.1).</summary>
    /// <param name="name">At or below the zone's own name.</param>
    public ZoneNode FindClosest(DomainName name)
    {
        // Names between an encloser and this one stand below the encloser: so does the last of them, if it is not the encloser itself.
        var before = Nodes.AtOrBefore(name)!;
        var labels = name.CommonLabels(before.Name);
        return labels == before.Name.LabelCount ? before : Nodes.Find(name.Ancestor(labels))!;
    }

    /// <summary>All records of a name, those that it has for NSEC3 alone included; none for a name that is not there.</summary>
    internal IEnumerable<ResourceRecord> RecordsOf(DomainName name) => (Nodes.Find(name) ?? Hashed.Find(name))?.Sets.SelectMany(set => set.Records) ?? [];

    /// <summary>The last name before one that fits; what stands below cuts is passed over. Null when there is none.</summary>
    internal ZoneNode? FindBefore(DomainName name, bool isInclusive, Predicate<ZoneNode> fits)
    {
        var node = isInclusive ? Nodes.AtOrBefore(name) : Nodes.Before(name);
        while (node is not null && !fits(node))
        {
            node = node.IsGlue ? Nodes.AtOrBefore(node.Cut) : Nodes.Before(node.Name);
        }

        return node;
    }

    /// <summary>The first name behind one that fits, likewise.</summary>
    internal ZoneNode? FindAfter(ZoneNode node, Predicate<ZoneNode> fits)
    {
        var next = Nodes.After(node.Name, isBelowSkipped: node.IsDelegated);
        while (next is not null && !fits(next))
        {
            next = Nodes.After(next.Name, isBelowSkipped: next.IsDelegated);
        }

        return next;
    }

    private static Zone Of(DomainName name, ZoneDraft draft)
    {
        var (nodes, hashed) = draft.Link();
        return new Zone(name, nodes, hashed);
    }
}
