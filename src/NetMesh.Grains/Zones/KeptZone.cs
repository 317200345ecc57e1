using NetMesh.Protocols.Dns.Changes;
using NetMesh.Protocols.Dns.MasterFiles;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Grains.Zones;

/// <summary>A zone as it is kept, in the lines of a master file (RFC 1035 §5); changes since then are in <see cref="KeptZoneChanges"/>.</summary>
[GenerateSerializer, Alias("netmesh.kept-zone")]
public sealed class KeptZone
{
    /// <summary>Its records. None: there is no zone yet.</summary>
    [Id(0)]
    public string[] Records { get; set; } = [];

    /// <summary>The serial with which the world gave it; one given later with a higher one replaces it.</summary>
    [Id(1)]
    public uint GivenSerial { get; set; }

    /// <summary>The zone. Null when what was kept is none.</summary>
    public Zone? Read(DomainName name)
    {
        var read = ZoneLines.Read(Records, name);
        return read is not null && Zone.TryMake(name, read.Select(record => new PlacedRecord(record, default)), out var zone, out _) ? zone : null;
    }
}

/// <summary>What changed in a zone since it was last kept whole, the oldest change first.</summary>
[GenerateSerializer, Alias("netmesh.kept-zone-changes")]
public sealed class KeptZoneChanges
{
    [Id(0)]
    public List<KeptZoneChange> Changes { get; set; } = [];
}

/// <summary>One change of a zone, in lines of a master file.</summary>
[GenerateSerializer, Alias("netmesh.kept-zone-change")]
public sealed class KeptZoneChange
{
    /// <summary>The start of authority before.</summary>
    [Id(0)]
    public string From { get; set; } = "";

    /// <summary>And after.</summary>
    [Id(1)]
    public string To { get; set; } = "";

    [Id(2)]
    public string[] Removed { get; set; } = [];

    [Id(3)]
    public string[] Added { get; set; } = [];

    public static KeptZoneChange Of(ZoneChange change) => new()
    {
        From = change.From.ToString(),
        To = change.To.ToString(),
        Removed = ZoneLines.Write(change.Removed),
        Added = ZoneLines.Write(change.Added),
    };

    /// <summary>The change. Null when what was kept is none.</summary>
    public ZoneChange? Read(DomainName name) =>
        ZoneLines.Read([From, To], name) is [var from, var to] && ZoneLines.Read(Removed, name) is { } removed && ZoneLines.Read(Added, name) is { } added
            ? new ZoneChange(from, to, [.. removed], [.. added])
            : null;
}

/// <summary>Records as lines of a master file, each whole in itself.</summary>
internal static class ZoneLines
{
    public static string[] Write(IEnumerable<ResourceRecord> records) => [.. records.Select(record => record.ToString())];

    public static List<ResourceRecord>? Read(string[] lines, DomainName name)
    {
        var read = new MasterFileReader().Read(string.Join('\n', lines), "kept", name);
        return read.Errors.IsEmpty ? [.. read.Records.Select(placed => placed.Record)] : null;
    }
}
