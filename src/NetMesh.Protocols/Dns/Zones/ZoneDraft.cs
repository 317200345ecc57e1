using System.Collections.Immutable;
using NetMesh.Protocols.Dns.MasterFiles;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Security;

namespace NetMesh.Protocols.Dns.Zones;

/// <summary>Records that are to become a zone: says what is wrong with them, and links them.</summary>
internal sealed class ZoneDraft(DomainName apex)
{
    private readonly Dictionary<DomainName, SortedDictionary<RecordType, List<PlacedRecord>>> names = new() { [apex] = [] };
    private readonly List<MasterFileError> errors = [];

    public void Add(PlacedRecord placed)
    {
        var record = placed.Record;
        if (!record.Owner.IsAtOrBelow(apex))
        {
            errors.Add(new(placed.Line, $"{record.Owner}; expected a name at or below {apex}, the zone's own"));
            return;
        }

        if (!names.TryGetValue(record.Owner, out var sets))
        {
            names.Add(record.Owner, sets = []);
        }

        if (!sets.TryGetValue(record.Type, out var set))
        {
            sets.Add(record.Type, set = []);
        }

        if (!set.Exists(other => other.Record.Data.Equals(record.Data)))
        {
            set.Add(placed);
        }
    }

    public ImmutableArray<MasterFileError> Check()
    {
        var file = errors.Count > 0 ? errors[0].Line : names[apex].Values.FirstOrDefault()?[0].Line ?? names.Values.SelectMany(sets => sets.Values).FirstOrDefault()?[0].Line ?? default;
        if (names[apex].GetValueOrDefault(RecordType.SOA) is not { Count: > 0 } soas)
        {
            errors.Add(new(file, $"no SOA record; expected one of {apex}"));
        }
        else if (soas.Count > 1)
        {
            errors.Add(new(soas[1].Line, $"a second SOA record; expected one, as on line {soas[0].Line.Number}"));
        }

        if (!names[apex].ContainsKey(RecordType.NS))
        {
            errors.Add(new(file, $"no NS record of {apex}; expected at least one (RFC 1035 §5.2)"));
        }

        foreach (var (name, sets) in names)
        {
            Check(name, sets);
        }

        return [.. errors.OrderBy(error => error.Line.File, StringComparer.Ordinal).ThenBy(error => error.Line.Number).Take(MasterFileReader.MostErrors)];
    }

    /// <summary>Links what <see cref="Check()"/> found to be right.</summary>
    public Dictionary<DomainName, ZoneNode> Link()
    {
        // Names without records between the apex and those that have some are there, too.
        foreach (var name in names.Keys.ToArray())
        {
            for (var above = name; above.LabelCount > apex.LabelCount; above = above.Parent)
            {
                names.TryAdd(above, []);
            }
        }

        var nodes = new Dictionary<DomainName, ZoneNode>(names.Count);
        foreach (var (name, sets) in names.OrderBy(entry => entry.Key.LabelCount))
        {
            var above = name.LabelCount > apex.LabelCount ? nodes[name.Parent] : null;
            var node = new ZoneNode(name, SetsOf(name, sets), above?.Cut, above?.Alias);
            if (above is not null && node.Cut is null && sets.ContainsKey(RecordType.NS))
            {
                node = node with { Cut = node };
            }

            if (sets.ContainsKey(RecordType.DNAME))
            {
                node = node with { Alias = node };
            }

            nodes.Add(name, node);
        }

        return nodes;
    }

    private void Check(DomainName name, SortedDictionary<RecordType, List<PlacedRecord>> sets)
    {
        foreach (var (type, set) in sets)
        {
            var wrong = type switch
            {
                RecordType.SOA when !name.Equals(apex) => $"a SOA record of {name}; expected it at {apex} alone",
                RecordType.CNAME when set.Count > 1 => $"a second CNAME record of {name}; expected one (RFC 2181 §10.1)",
                RecordType.DNAME when set.Count > 1 => $"a second DNAME record of {name}; expected one (RFC 6672 §2.4)",
                RecordType.CNAME when sets.Keys.Any(other => other is not (RecordType.CNAME or RecordType.RRSIG or RecordType.NSEC)) =>
                    $"{name} has a CNAME record and others; expected nothing beside it (RFC 2181 §10.1)",
                RecordType.NS or RecordType.DNAME when name.IsWildcard => $"a {type} record of the wildcard {name}; expected none (RFC 4592 §4)",
                _ => null,
            };
            if (wrong is not null)
            {
                errors.Add(new(set[^1].Line, wrong));
            }
        }

        for (var above = name; above.LabelCount > apex.LabelCount;)
        {
            above = above.Parent;
            if (sets.Keys.Any(type => type is not (RecordType.NSEC3 or RecordType.RRSIG)) && names.TryGetValue(above, out var upper) && upper.ContainsKey(RecordType.DNAME))
            {
                errors.Add(new(sets.Values.First()[0].Line, $"{name} is below {above}, which has a DNAME record; expected nothing below it (RFC 6672 §2.4)"));
                break;
            }
        }
    }

    // Each with the signatures that cover it.
    private static ImmutableArray<RecordSet> SetsOf(DomainName name, SortedDictionary<RecordType, List<PlacedRecord>> sets)
    {
        var whole = sets.Select(entry => SetOf(name, entry.Key, entry.Value)).ToImmutableArray();
        return whole.FirstOrDefault(set => set.Type == RecordType.RRSIG) is not { } signatures
            ? whole
            : [.. whole.Select(set => set with { Signatures = [.. signatures.Records.Where(record => new SignatureFields(record.Data).Covered == set.Type)] })];
    }

    // Records of a set that differ in their TTL get the least (RFC 2181 §5.2); signatures have that of the records that they cover (RFC 4034 §3).
    private static RecordSet SetOf(DomainName name, RecordType type, List<PlacedRecord> set)
    {
        var ttl = set.Min(placed => placed.Record.Ttl);
        return new RecordSet(name, type, ttl, [.. set.Select(placed => placed.Record with { Owner = name, Ttl = type == RecordType.RRSIG ? placed.Record.Ttl : ttl })]);
    }
}
