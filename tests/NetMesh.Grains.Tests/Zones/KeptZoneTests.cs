using NetMesh.Grains.Zones;
using NetMesh.Protocols.Dns.Changes;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Grains.Tests.Zones;

public sealed class KeptZoneTests
{
    // Labels as an update may bring them: every byte is legal (RFC 2181 §11).
    private static readonly byte[][] Odd =
    [
        "$origin"u8.ToArray(), "$include"u8.ToArray(), "@"u8.ToArray(), "a.b"u8.ToArray(), "say \"hello\""u8.ToArray(), "(semi;colon)"u8.ToArray(), "back\\slash"u8.ToArray(),
        "*"u8.ToArray(), "IN"u8.ToArray(), "3600"u8.ToArray(), "TXT"u8.ToArray(), [0], [9, 10, 13], [200, 255], "\\065"u8.ToArray(), "x y"u8.ToArray(), "'"u8.ToArray(), "$GENERATE 1-2"u8.ToArray(),
    ];

    [Fact]
    public void Names_of_any_bytes_and_texts_of_any_bytes_come_back()
    {
        Assert.All(Odd, label =>
        {
            var zone = With([Record(label, "A"), Record(label, "TXT"), Record(label, "MX")]);
            var kept = new KeptZone { Records = ZoneLines.Write(zone.Records) };
            Assert.Equal(zone.Records, kept.Read(Samples.Name)?.Records ?? []);
        });
        var all = With([.. Odd.Select(label => Record(label, "TXT"))]);
        Assert.Equal(all.Records, new KeptZone { Records = ZoneLines.Write(all.Records) }.Read(Samples.Name)!.Records);
    }

    [Fact]
    public void Changes_of_such_names_come_back()
    {
        var change = ZoneChange.Between(With([.. Odd[..6].Select(label => Record(label, "A"))]), With([.. Odd.Select(label => Record(label, "MX"))]));
        var read = KeptZoneChange.Of(change).Read(Samples.Name)!;
        Assert.Equal(change.Removed.AsEnumerable(), read.Removed);
        Assert.Equal(change.Added.AsEnumerable(), read.Added);
        Assert.Equal((change.From, change.To), (read.From, read.To));
    }

    private static Zone With(ResourceRecord[] records)
    {
        var placed = Samples.Make(1).Records.Concat(records).Select(record => new Protocols.Dns.MasterFiles.PlacedRecord(record, default));
        Assert.True(Zone.TryMake(Samples.Name, placed, out var zone, out var errors), string.Join(", ", errors.Select(error => error.What)));
        return zone;
    }

    private static ResourceRecord Record(byte[] label, string type)
    {
        var owner = Samples.Name.Child(label)!;
        return new ResourceRecord(owner, 60, type switch
        {
            "A" => RecordData.Of(new Protocols.Addressing.IPv4Address(192, 0, 2, 1)),
            "TXT" => RecordData.TryMake(RecordType.TXT, [(byte)label.Length, .. label, 0])!,
            _ => RecordData.TryMake(RecordType.MX, [0, 10, .. owner.Wire])!,
        });
    }
}
