using NetMesh.Protocols.Dns.MasterFiles;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Grains.Tests.Zones;

/// <summary>Zones to try things with.</summary>
internal static class Samples
{
    public static readonly DomainName Name = DomainName.Parse("example.");

    /// <summary>A zone: refresh 1 h, retry 15 min, expire 2 weeks.</summary>
    public static Zone Make(int serial, string records = "")
    {
        var read = new MasterFileReader().Read($"$TTL 1h\n@ SOA dns hostmaster {serial} 1h 15m 2w 5m\n@ NS dns\ndns A 127.16.1.1\n{records}\n", "sample", Name);
        Assert.Equal([], read.Errors.Select(error => error.ToString()));
        Assert.True(Zone.TryMake(Name, read.Records, out var zone, out _));
        return zone;
    }

    public static string[] Lines(Zone zone) => [.. zone.Records.Select(record => record.ToString())];
}
