using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Security;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Protocols.Dns.Changes;

/// <summary>The names of a zone that an update touches, as they are to be (RFC 2136 §3.4.2).</summary>
internal sealed class UpdateDraft(Zone zone)
{
    private readonly Dictionary<DomainName, List<ResourceRecord>> names = [];

    public bool IsUnchanged => names.All(entry => Held(entry.Key).ToHashSet().SetEquals(entry.Value));

    public void Apply(ResourceRecord update)
    {
        if (!names.TryGetValue(update.Owner, out var records))
        {
            names.Add(update.Owner, records = [.. Held(update.Owner)]);
        }

        var isApex = update.Owner.Equals(zone.Name);
        switch (update.Class)
        {
            case RecordClass.ANY when update.Type == RecordType.ANY:
                records.RemoveAll(record => !(isApex && record.Type is RecordType.SOA or RecordType.NS));
                break;
            case RecordClass.ANY:
                records.RemoveAll(record => record.Type == update.Type && !(isApex && record.Type is RecordType.SOA or RecordType.NS));
                break;
            case RecordClass.NONE when update.Type == RecordType.SOA || (isApex && update.Type == RecordType.NS && records.Count(record => record.Type == RecordType.NS) == 1):
                break;
            case RecordClass.NONE:
                records.RemoveAll(record => record.Data.Equals(update.Data));
                break;
            default:
                Add(records, update, isApex);
                break;
        }
    }

    /// <summary>The zone behind the update, with a later serial than before; null when it would be none.</summary>
    public Zone? Finish()
    {
        var apex = names.GetValueOrDefault(zone.Name) ?? [.. Held(zone.Name)];
        var at = apex.FindIndex(record => record.Type == RecordType.SOA);
        apex[at] = apex[at].Data.Number(2) == zone.Serial ? SerialNumber.After(apex[at]) : apex[at];
        names[zone.Name] = apex;
        return zone.With(names.Select(entry => IsLeft(entry.Value) ? entry : new(entry.Key, [])), out _);
    }

    // Of a name that has nothing more than signing gave it there is nothing to sign: it goes, and makes room for a DNAME above it, say. NSEC3 speaks of another name.
    private static bool IsLeft(List<ResourceRecord> records) => records.Exists(record => record.Type == RecordType.NSEC3 || !ZoneSigner.IsMade(record.Type));

    // An alias comes to no other records, and none come to it: such an update is passed over, as is an older start of authority.
    private static void Add(List<ResourceRecord> records, ResourceRecord update, bool isApex)
    {
        if (update.Type == RecordType.SOA)
        {
            var at = records.FindIndex(record => record.Type == RecordType.SOA);
            if (isApex && SerialNumber.IsAfter(update.Data.Number(2), records[at].Data.Number(2)))
            {
                records[at] = update;
            }

            return;
        }

        var isAlias = update.Type == RecordType.CNAME;
        if (!StandsBesideAlias(update.Type) && records.Exists(record => (record.Type == RecordType.CNAME) != isAlias && !StandsBesideAlias(record.Type)))
        {
            return;
        }

        // An alias, like a DNAME, takes the place of the one before. A set has one time to live: the newest.
        records.RemoveAll(record => record.Data.Equals(update.Data) || (record.Type == update.Type && update.Type is RecordType.CNAME or RecordType.DNAME));
        for (var i = 0; i < records.Count; i++)
        {
            records[i] = records[i].Type == update.Type ? records[i] with { Ttl = update.Ttl } : records[i];
        }

        records.Add(update);
    }

    private static bool StandsBesideAlias(RecordType type) => type is RecordType.RRSIG or RecordType.NSEC;

    private IEnumerable<ResourceRecord> Held(DomainName name) => zone.RecordsOf(name);
}
