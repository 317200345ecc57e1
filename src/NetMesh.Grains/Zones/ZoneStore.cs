using NetMesh.Protocols.Dns.Changes;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Grains.Zones;

/// <summary>
/// A zone on disk: whole now and then, and its changes since, the last ones by themselves: each state is written all again, so that what is written often must be little, and
/// what is much seldom. When a write has ended, what it wrote is there whatever happens; when it fails, what is there is what was, or the new.
/// </summary>
internal sealed class ZoneStore(DomainName name, IPersistentState<KeptZone> whole, IPersistentState<KeptZoneChanges> older, IPersistentState<KeptZoneChanges> last)
{
    private const int MostLast = 64;
    private const int MostLastRecords = 2_000;
    private const int MostOlder = 64 * MostLast;
    private const int MostOlderRecords = 32 * MostLastRecords;

    private int lastRecords;
    private int olderRecords;

    /// <summary>Whether anything was kept.</summary>
    public bool HasZone => whole.RecordExists;

    /// <summary>The serial with which the world gave what was kept.</summary>
    public uint GivenSerial => whole.State.GivenSerial;

    /// <summary>What was kept, and how it came to be so since it was last kept whole.</summary>
    /// <exception cref="InvalidDataException">What is stored is no zone: somebody else wrote there.</exception>
    public (Zone Zone, List<ZoneChange> Changes) Read()
    {
        var zone = whole.State.Read(name) ?? throw new InvalidDataException($"what is stored of zone {name} is no zone");
        var since = new List<ZoneChange>();
        Forget();
        olderRecords = Read(older.State, ref zone, since);
        lastRecords = Read(last.State, ref zone, since);
        return (zone, since);
    }

    /// <summary>Keeps a zone whole.</summary>
    public async Task KeepAsync(Zone zone, uint givenSerial)
    {
        whole.State = new KeptZone { Records = ZoneLines.Write(zone.Records), GivenSerial = givenSerial };
        await whole.WriteStateAsync();
        Forget();
        await ClearAsync(older);
        await ClearAsync(last);
        (olderRecords, lastRecords) = (0, 0);
    }

    /// <summary>Keeps a change of the zone that was kept last.</summary>
    /// <param name="change">What changed.</param>
    /// <param name="zone">The zone behind it.</param>
    public async Task KeepAsync(ZoneChange change, Zone zone)
    {
        var (old, recent, kept) = (older.State.Changes, last.State.Changes, KeptZoneChange.Of(change));
        if (recent.Count < MostLast && lastRecords + change.RecordCount <= MostLastRecords)
        {
            recent.Add(kept);
            await last.WriteStateAsync();
            lastRecords += change.RecordCount;
        }
        else if (old.Count + recent.Count < MostOlder && olderRecords + lastRecords + change.RecordCount <= MostOlderRecords)
        {
            old.AddRange([.. recent, kept]);
            await older.WriteStateAsync();
            await ClearAsync(last);
            (olderRecords, lastRecords) = (olderRecords + lastRecords + change.RecordCount, 0);
        }
        else
        {
            await KeepAsync(zone, GivenSerial);
        }
    }

    private static async Task ClearAsync(IPersistentState<KeptZoneChanges> changes)
    {
        if (changes.State.Changes.Count > 0)
        {
            changes.State = new KeptZoneChanges();
            await changes.WriteStateAsync();
        }
    }

    // The lines are on disk, and the zone is made of them: they need no room here.
    private void Forget() => whole.State = new KeptZone { GivenSerial = GivenSerial };

    private int Read(KeptZoneChanges stored, ref Zone zone, List<ZoneChange> since)
    {
        var (records, behind) = (0, 0);
        foreach (var kept in stored.Changes)
        {
            var change = kept.Read(name) ?? throw new InvalidDataException($"what is stored of zone {name} has a change that is none");
            if (records == 0 && change.FromSerial != zone.Serial)
            {
                behind++;
                continue;
            }

            zone = change.Apply(zone, out var error) ?? throw new InvalidDataException($"what is stored of zone {name} has {error}");
            since.Add(change);
            records += change.RecordCount;
        }

        // Written before what was kept of it elsewhere: the process died before it could drop them. Nor may they be written behind others ever again.
        stored.Changes.RemoveRange(0, behind);
        return records;
    }
}
