using NetMesh.Protocols.Dns.Changes;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Grains.Zones;

/// <summary>
/// A zone on disk: whole now and then, and its changes since in levels, the last ones by themselves. A state is made ready to be written all again, so that what is written often
/// must be little, and what is much seldom: each level holds sixteen times as much as the one behind it. When a write has ended, what it wrote is there whatever happens; when it
/// fails, what is there is what was, or the new.
/// </summary>
/// <param name="name">The zone's.</param>
/// <param name="whole">The zone whole.</param>
/// <param name="levels">Changes since, the oldest first.</param>
internal sealed class ZoneStore(DomainName name, IPersistentState<KeptZone> whole, params IReadOnlyList<IPersistentState<KeptZoneChanges>> levels)
{
    private const int MostLast = 16;
    private const int MostLastRecords = 1_000;

    // How many records there are in each level.
    private readonly int[] records = new int[levels.Count];

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
        for (var level = 0; level < levels.Count; level++)
        {
            records[level] = Read(levels[level].State, ref zone, since);
        }

        return (zone, since);
    }

    /// <summary>Keeps a zone whole.</summary>
    public async Task KeepAsync(Zone zone, uint givenSerial)
    {
        whole.State = new KeptZone { Records = ZoneLines.Write(zone.Records), GivenSerial = givenSerial };
        await whole.WriteStateAsync();
        Forget();
        await ClearFromAsync(0);
    }

    /// <summary>Keeps a change of the zone that was kept last.</summary>
    /// <param name="change">What changed.</param>
    /// <param name="zone">The zone behind it.</param>
    public async Task KeepAsync(ZoneChange change, Zone zone)
    {
        // To the last level that has room for it, and for what is in those behind.
        var (count, all, most, mostRecords) = (1, change.RecordCount, MostLast, MostLastRecords);
        for (var level = levels.Count - 1; level >= 0; level--)
        {
            (count, all) = (count + levels[level].State.Changes.Count, all + records[level]);
            if (count <= most && all <= mostRecords)
            {
                levels[level].State.Changes.AddRange([.. levels.Skip(level + 1).SelectMany(behind => behind.State.Changes), KeptZoneChange.Of(change)]);
                await levels[level].WriteStateAsync();
                records[level] = all;
                await ClearFromAsync(level + 1);
                return;
            }

            (most, mostRecords) = (most * 16, mostRecords * 8);
        }

        await KeepAsync(zone, GivenSerial);
    }

    private async Task ClearFromAsync(int first)
    {
        for (var level = first; level < levels.Count; level++)
        {
            if (levels[level].State.Changes.Count > 0)
            {
                levels[level].State = new KeptZoneChanges();
                await levels[level].WriteStateAsync();
            }

            records[level] = 0;
        }
    }

    // The lines are on disk, and the zone is made of them: they need no room here.
    private void Forget() => whole.State = new KeptZone { GivenSerial = GivenSerial };

    private int Read(KeptZoneChanges stored, ref Zone zone, List<ZoneChange> since)
    {
        var (read, behind) = (0, 0);
        foreach (var kept in stored.Changes)
        {
            var change = kept.Read(name) ?? throw new InvalidDataException($"what is stored of zone {name} has a change that is none");
            if (read == 0 && change.FromSerial != zone.Serial)
            {
                behind++;
                continue;
            }

            zone = change.Apply(zone, out var error) ?? throw new InvalidDataException($"what is stored of zone {name} has {error}");
            since.Add(change);
            read += change.RecordCount;
        }

        // Written before what was kept of it elsewhere: the process died before it could drop them. Nor may they be written behind others ever again.
        stored.Changes.RemoveRange(0, behind);
        return read;
    }
}
