using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using NetMesh.Protocols.Dns.MasterFiles;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Security;

namespace NetMesh.Protocols.Dns.Zones;

/// <summary>A zone: its names, ready to be asked (<see cref="ZoneLookup"/>). Immutable.</summary>
public sealed class Zone
{
    private readonly Dictionary<DomainName, ZoneNode> nodes;
    private readonly ZoneNode[] hashed;

    private Zone(ZoneNode apex, Dictionary<DomainName, ZoneNode> nodes)
    {
        Apex = apex;
        this.nodes = nodes;
        Denial = ZoneDenial.Of(apex, nodes.Values);
        hashed = [.. nodes.Values.Where(ZoneDenial.IsHashed)];
        foreach (var node in hashed)
        {
            nodes.Remove(node.Name);
        }
    }

    /// <summary>The zone's own name.</summary>
    public DomainName Name => Apex.Name;

    public ZoneNode Apex { get; }

    /// <summary>What proves that something is not in it; null in a zone that is not signed.</summary>
    public ZoneDenial? Denial { get; }

    /// <summary>Names, those without records included, and but for those that are there for NSEC3 alone.</summary>
    public int NodeCount => nodes.Count;

    /// <summary>The start of authority, which every zone has one of.</summary>
    public ResourceRecord Soa => Apex.Set(RecordType.SOA)!.Records[0];

    /// <summary>Grows with every change (RFC 1982).</summary>
    public uint Serial => Soa.Data.Number(2);

    /// <summary>All records, in the order of their names (RFC 4034 §6.1), the start of authority first.</summary>
    public IEnumerable<ResourceRecord> Records => nodes.Values
        .Concat(hashed)
        .OrderBy(node => node.Name)
        .SelectMany(node => node.Sets)
        .OrderByDescending(set => set.Type == RecordType.SOA)
        .SelectMany(set => set.Records);

    /// <summary>All record sets, in no order, those that are there for NSEC3 alone included.</summary>
    public IEnumerable<RecordSet> Sets => nodes.Values.Concat(hashed).SelectMany(node => node.Sets);

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
        zone = null;
        if (errors.IsEmpty)
        {
            var linked = draft.Link();
            zone = new Zone(linked[name], linked);
        }

        return zone is not null;
    }

    /// <summary>The node of a name; null when the zone has none.</summary>
    public ZoneNode? Find(DomainName name) => nodes.GetValueOrDefault(name);

    /// <summary>The node of a name, or of the nearest name above it that there is: its closest encloser (RFC 4592 §3.3.1).</summary>
    /// <param name="name">At or below the zone's own name.</param>
    public ZoneNode FindClosest(DomainName name)
    {
        ZoneNode? node;
        while (!nodes.TryGetValue(name, out node))
        {
            name = name.Parent;
        }

        return node;
    }
}
