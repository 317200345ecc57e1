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
        var old = new HashSet<ResourceRecord>(before.Records);
        var @new = new HashSet<ResourceRecord>(after.Records);
        return new ZoneChange(
            before.Soa,
            after.Soa,
            [.. before.Records.Where(record => record.Type != RecordType.SOA && !@new.Contains(record))],
            [.. after.Records.Where(record => record.Type != RecordType.SOA && !old.Contains(record))]);
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
        var records = zone.Records.Where(record => record.Type != RecordType.SOA).ToDictionary(Identity);
        foreach (var record in Removed)
        {
            if (!records.Remove(Identity(record)))
            {
                error = $"a change that removes {record}; expected a record that zone {zone.Name} has";
                return null;
            }
        }

        foreach (var record in Added)
        {
            if (!records.TryAdd(Identity(record), record))
            {
                error = $"a change that adds {record}; expected one that zone {zone.Name} does not have yet";
                return null;
            }
        }

        var placed = records.Values.Prepend(To).Select(record => new MasterFiles.PlacedRecord(record, new($"change to serial {ToSerial}", 0)));
        error = Zone.TryMake(zone.Name, placed, out var changed, out var errors) ? null : errors[0].What;
        return changed;
    }

    // Two records are one, whatever their times to live (RFC 2136 §1.1.1).
    private static (DomainName Owner, RecordData Data) Identity(ResourceRecord record) => (record.Owner, record.Data);
}
