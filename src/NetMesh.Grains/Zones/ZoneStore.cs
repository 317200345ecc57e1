using NetMesh.Protocols.Dns.Changes;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Grains.Zones;

/// <summary>
/// A zone on disk: whole now and then, and its changes since. When a write has ended, what it wrote is there whatever happens; when it fails, what is there is what was, or
/// the new.
/// </summary>
internal sealed class ZoneStore(DomainName name, IPersistentState<KeptZone> whole, IPersistentState<KeptZoneChanges> changes)
{
    // The changes are written all again with each, so there must not be many.
    private const int MostChanges = 200;
    private const int MostRecords = 2_000;

    private int records;

    /// <summary>Whether anything was kept.</summary>
    public bool HasZone => whole.State.Records.Length > 0;

    /// <summary>The serial with which the world gave what was kept.</summary>
    public uint GivenSerial => whole.State.GivenSerial;

    /// <summary>What was kept, and how it came to be so since it was last kept whole.</summary>
    /// <exception cref="InvalidDataException">What is stored is no zone: somebody else wrote there.</exception>
    public (Zone Zone, List<ZoneChange> Changes) Read()
    {
        var zone = whole.State.Read(name) ?? throw new InvalidDataException($"what is stored of zone {name} is no zone");
        var since = new List<ZoneChange>();
        foreach (var kept in changes.State.Changes)
        {
            var change = kept.Read(name) ?? throw new InvalidDataException($"what is stored of zone {name} has a change that is none");

            // Written before the zone was last kept whole: the process died before it could drop them.
            if (since.Count == 0 && change.FromSerial != zone.Serial)
            {
                continue;
            }

            zone = change.Apply(zone, out var error) ?? throw new InvalidDataException($"what is stored of zone {name} has {error}");
            since.Add(change);
            records += change.RecordCount;
        }

        return (zone, since);
    }

    /// <summary>Keeps a zone whole.</summary>
    public async Task KeepAsync(Zone zone, uint givenSerial)
    {
        whole.State = new KeptZone { Records = ZoneLines.Write(zone.Records), GivenSerial = givenSerial };
        await whole.WriteStateAsync();
        if (changes.State.Changes.Count > 0)
        {
            changes.State = new KeptZoneChanges();
            await changes.WriteStateAsync();
        }

        records = 0;
    }

    /// <summary>Keeps a change of the zone that was kept last.</summary>
    /// <param name="change">What changed.</param>
    /// <param name="zone">The zone behind it.</param>
    public async Task KeepAsync(ZoneChange change, Zone zone)
    {
        if (changes.State.Changes.Count >= MostChanges || records + change.RecordCount > MostRecords)
        {
            await KeepAsync(zone, GivenSerial);
            return;
        }

        changes.State.Changes.Add(KeptZoneChange.Of(change));
        await changes.WriteStateAsync();
        records += change.RecordCount;
    }
}
