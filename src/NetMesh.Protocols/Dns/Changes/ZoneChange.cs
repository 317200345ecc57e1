using System.Collections.Immutable;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Protocols.Dns.Changes;

/// <summary>What leads from one state of a zone to the next: a difference sequence of RFC 1995 §4. Immutable.</summary>
/// <param name="From">The start of authority before.</param>
/// <param name="To">And after.</param>
/// <param name="Removed">Records that are gone, but for the start of authority.</param>
/// <param name="Added">Records that are new, but for it.</param>
public sealed record ZoneChange(ResourceRecord From, ResourceRecord To, ImmutableArray<ResourceRecord> Removed, ImmutableArray<ResourceRecord> Added)
{
    public uint FromSerial => From.Data.Number(2);

    public uint ToSerial => To.Data.Number(2);

    /// <summary>How many records a transfer of it takes.</summary>
    public int RecordCount => 2 + Removed.Length + Added.Length;

    /// <summary>What differs between two states of one zone. A record whose time to live alone differs is removed and added.</summary>
    public static ZoneChange Between(Zone before, Zone after)
    {
        var (removed, added) = (ImmutableArray.CreateBuilder<ResourceRecord>(), ImmutableArray.CreateBuilder<ResourceRecord>());
        foreach (var name in Zone.Differences(before, after))
        {
            var (old, @new) = (RecordsOf(before, name).ToHashSet(), RecordsOf(after, name).ToHashSet());
            removed.AddRange(RecordsOf(before, name).Where(record => !@new.Contains(record)));
            added.AddRange(RecordsOf(after, name).Where(record => !old.Contains(record)));
        }

        return new ZoneChange(before.Soa, after.Soa, removed.ToImmutable(), added.ToImmutable());
    }

    /// <summary>Applies the change. Null, with what is wrong, when the zone is not in the state that the change begins with, or would be no zone behind it.</summary>
    public Zone? Apply(Zone zone, out string? error)
    {
        if (zone.Serial != FromSerial)
        {
            error = $"a change from serial {FromSerial}; expected one from {zone.Serial}, the zone's";
            return null;
        }

        // What is to come may share the place of what goes: first all of that goes.
        var names = new Dictionary<DomainName, OrderedDictionary<RecordData, ResourceRecord>>();
        foreach (var record in Removed)
        {
            if (!Of(record.Owner).Remove(record.Data))
            {
                error = $"a change that removes {record}; expected a record that zone {zone.Name} has";
                return null;
            }
        }

        foreach (var record in Added)
        {
            if (!Of(record.Owner).TryAdd(record.Data, record))
            {
                error = $"a change that adds {record}; expected one that zone {zone.Name} does not have yet";
                return null;
            }
        }

        Of(zone.Name).Insert(0, To.Data, To);
        return zone.With(names.Select(entry => KeyValuePair.Create(entry.Key, entry.Value.Values.ToList())), out error);

        // Two records are one, whatever their times to live (RFC 2136 §1.1.1).
        OrderedDictionary<RecordData, ResourceRecord> Of(DomainName name)
        {
            if (!names.TryGetValue(name, out var records))
            {
                names.Add(name, records = new(RecordsOf(zone, name).Select(record => KeyValuePair.Create(record.Data, record))));
            }

            return records;
        }
    }

    private static IEnumerable<ResourceRecord> RecordsOf(Zone zone, DomainName name) => zone.RecordsOf(name).Where(record => record.Type != RecordType.SOA);
}
