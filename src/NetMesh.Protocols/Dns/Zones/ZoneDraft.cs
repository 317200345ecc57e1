using System.Collections.Immutable;
using NetMesh.Protocols.Dns.MasterFiles;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Protocols.Dns.Zones;

/// <summary>Records that are to become a zone, or names of a zone as they are to be: says what is wrong with them, and links them.</summary>
/// <param name="apex">The zone's name.</param>
/// <param name="before">The zone that is changed; null for a new one.</param>
internal sealed class ZoneDraft(DomainName apex, Zone? before = null)
{
    private readonly List<PlacedRecord> records = [];
    private readonly List<MasterFileError> errors = [];
    private readonly HashSet<DomainName> replaced = [];
    private List<(DomainName Name, ImmutableArray<RecordSet> Sets)> names = [];

    public void Add(PlacedRecord placed)
    {
        if (placed.Record.Owner.IsAtOrBelow(apex))
        {
            records.Add(placed);
        }
        else
        {
            errors.Add(new(placed.Line, $"{placed.Record.Owner}; expected a name at or below {apex}, the zone's own"));
        }
    }

    /// <summary>A name loses the records that the zone has of it.</summary>
    public void Replace(DomainName name) => replaced.Add(name);

    public ImmutableArray<MasterFileError> Check()
    {
        names = Group();
        var file = errors.Count > 0 ? errors[0].Line : records.FirstOrDefault(placed => placed.Record.Owner.Equals(apex)) is { Record: not null } first ? first.Line : records.FirstOrDefault().Line;
        if (before is null || replaced.Contains(apex))
        {
            CheckApex(file);
        }

        foreach (var (name, sets) in names)
        {
            Check(name, sets);
        }

        CheckBelowAliases(file);
        return [.. errors.OrderBy(error => error.Line.File, StringComparer.Ordinal).ThenBy(error => error.Line.Number).Take(MasterFileReader.MostErrors)];
    }

    /// <summary>Links what <see cref="Check()"/> found to be right: the zone's names, and those that have NSEC3 records.</summary>
    public (NodeTree Nodes, NodeTree Hashed) Link()
    {
        var links = new ZoneLinks(apex, before?.Nodes, before?.Hashed);
        if (before is null)
        {
            links.AddAll(names);
        }
        else
        {
            foreach (var name in replaced.Except(names.Select(entry => entry.Name)))
            {
                names.Add((name, []));
            }

            // Those above first: what stands below depends on them.
            foreach (var (name, sets) in names.OrderBy(entry => entry.Name))
            {
                links.Set(name, sets);
            }
        }

        return (links.Nodes, links.Hashed);
    }

    // In the order of names, each with its sets in the order of their types. What came first stays first.
    private List<(DomainName Name, ImmutableArray<RecordSet> Sets)> Group()
    {
        var grouped = new List<(DomainName, ImmutableArray<RecordSet>)>();
        var some = new List<PlacedRecord>();
        foreach (var placed in records.OrderBy(placed => placed.Record.Owner))
        {
            if (some.Count > 0 && !some[0].Record.Owner.Equals(placed.Record.Owner))
            {
                grouped.Add((some[0].Record.Owner, RecordSets.Of(some)));
                some.Clear();
            }

            some.Add(placed);
        }

        if (some.Count > 0)
        {
            grouped.Add((some[0].Record.Owner, RecordSets.Of(some)));
        }

        return grouped;
    }

    private void CheckApex(MasterFileLine file)
    {
        var sets = names.Find(entry => entry.Name.Equals(apex)).Sets;
        sets = sets.IsDefault ? [] : sets;
        if (sets.FirstOrDefault(set => set.Type == RecordType.SOA) is not { } soa)
        {
            errors.Add(new(file, $"no SOA record; expected one of {apex}"));
        }
        else if (soa.Records.Length > 1)
        {
            var first = records.First(placed => placed.Record.Type == RecordType.SOA && placed.Record.Owner.Equals(apex)).Line;
            errors.Add(new(LineOf(soa), $"a second SOA record; expected one, as on line {first.Number}"));
        }

        if (!sets.Any(set => set.Type == RecordType.NS))
        {
            errors.Add(new(file, $"no NS record of {apex}; expected at least one (RFC 1035 §5.2)"));
        }
    }

    private void Check(DomainName name, ImmutableArray<RecordSet> sets)
    {
        foreach (var set in sets)
        {
            var wrong = set.Type switch
            {
                RecordType.SOA when !name.Equals(apex) => $"a SOA record of {name}; expected it at {apex} alone",
                RecordType.CNAME when set.Records.Length > 1 => $"a second CNAME record of {name}; expected one (RFC 2181 §10.1)",
                RecordType.DNAME when set.Records.Length > 1 => $"a second DNAME record of {name}; expected one (RFC 6672 §2.4)",
                RecordType.CNAME when sets.Any(other => other.Type is not (RecordType.CNAME or RecordType.RRSIG or RecordType.NSEC)) =>
                    $"{name} has a CNAME record and others; expected nothing beside it (RFC 2181 §10.1)",
                RecordType.NS or RecordType.DNAME when name.IsWildcard => $"a {set.Type} record of the wildcard {name}; expected none (RFC 4592 §4)",
                _ => null,
            };
            if (wrong is not null)
            {
                errors.Add(new(LineOf(set), wrong));
            }
        }
    }

    // Names below those with a DNAME: of both the one or the other may be new.
    private void CheckBelowAliases(MasterFileLine file)
    {
        var aliases = names.Where(entry => entry.Sets.Any(set => set.Type == RecordType.DNAME)).Select(entry => entry.Name).ToHashSet();
        foreach (var (name, sets) in aliases.Count > 0 || before is not null ? names.Where(entry => MayNotBeBelow(entry.Sets)) : [])
        {
            for (var above = name; above.LabelCount > apex.LabelCount;)
            {
                above = above.Parent;
                if (aliases.Contains(above) || (before?.Find(above)?.Set(RecordType.DNAME) is not null && !replaced.Contains(above)))
                {
                    errors.Add(IsBelow(name, above, LineOf(sets[0])));
                    break;
                }
            }
        }

        foreach (var alias in before is not null ? aliases : [])
        {
            if (before!.Nodes.Below(alias).FirstOrDefault(node => MayNotBeBelow(node.Sets) && !replaced.Contains(node.Name)) is { } below)
            {
                errors.Add(IsBelow(below.Name, alias, file));
            }
        }
    }

    private static bool MayNotBeBelow(ImmutableArray<RecordSet> sets) => sets.Any(set => set.Type is not (RecordType.NSEC3 or RecordType.RRSIG));

    private static MasterFileError IsBelow(DomainName name, DomainName alias, MasterFileLine line) =>
        new(line, $"{name} is below {alias}, which has a DNAME record; expected nothing below it (RFC 6672 §2.4)");

    private MasterFileLine LineOf(RecordSet set) => records.FindLast(placed => placed.Record.Type == set.Type && placed.Record.Owner.Equals(set.Owner)).Line;
}
