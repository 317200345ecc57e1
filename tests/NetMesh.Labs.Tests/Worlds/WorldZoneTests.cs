using NetMesh.Labs.Worlds;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Labs.Tests.Worlds;

public sealed class WorldZoneTests : IDisposable
{
    private const string Text =
        """
        regions:
          us-east: { at: [39.0, -77.5], prefix: 127.16.0.0/16 }
        hosts:
          dns: { count: 2, region: us-east, runs: name-server }
          web: { region: us-east, address: 127.16.0.80 }
        zones:
          netcinema.com:
            on: dns
            records: |
              @ 1h SOA dns hostmaster 1 1h 15m 2w 5m
                1h NS  dns
              dns 1h A 127.16.1.1
              www 1h A 127.16.0.80
              far 1h A 203.0.113.7
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("netmesh-zones-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_zone_stands_on_every_host_that_it_names()
    {
        var world = World.Parse(Text);
        Assert.Equal(["127.16.1.1 netcinema.com.", "127.16.1.2 netcinema.com."], world.Zones.SelectMany(zone => zone.Servers.Select(server => $"{server} {zone.Name}")));
        Assert.Equal(5, world.Zones[0].Zone!.Records.Count());
    }

    [Fact]
    public void A_zone_in_a_file_beside_the_world_is_the_same()
    {
        var zone = Text[(Text.IndexOf("records: |", StringComparison.Ordinal) + 10)..];
        File.WriteAllText(Path.Combine(folder, "whole.zone"), "$INCLUDE part.zone\n");
        File.WriteAllText(Path.Combine(folder, "part.zone"), string.Join('\n', zone.Split('\n').Select(line => line.Length > 6 ? line[6..] : line)));
        var world = World.Load(WriteWorld(InFile("whole.zone")));
        Assert.Equal(World.Parse(Text).Zones[0].Zone!.Records.Select(record => $"{record}"), world.Zones[0].Zone!.Records.Select(record => $"{record}"));
    }

    [Fact]
    public void Under_another_prefix_its_records_name_the_same_hosts()
    {
        var zone = World.Parse(Text).Within(AddressPrefix.Parse("198.18.0.0/15")).Zones[0];
        Assert.Equal("198.19.1.1", zone.Servers[0].ToString());
        Assert.Equal("198.19.0.80", AddressOf("www"));
        Assert.Equal("203.0.113.7", AddressOf("far"));

        string AddressOf(string name) => zone.Zone!.Find(DomainName.Parse($"{name}.netcinema.com."))!.Set(RecordType.A)!.Records[0].Data.Address.ToString();
    }

    [Theory]
    [InlineData("far 1h A 203.0.113.7", "far 1h A 203.0.113.700", "world:14:1: ")]
    [InlineData("far 1h A 203.0.113.7", "far.example. 1h A 203.0.113.7", "world:14:1: far.example.; expected a name at or below netcinema.com.")]
    [InlineData("on: dns", "on: web", "world:8:9: 'web' runs no name-server; expected names of hosts that run a name-server")]
    [InlineData("on: dns", "on: nobody", "world:8:9: there is no host 'nobody'; expected")]
    [InlineData("netcinema.com:", "a..b:", "world:7:3: 'a..b' cannot be a zone's name: ")]
    [InlineData("  netcinema.com:", "  NetCinema.com.: { on: dns, records: '@ 0 NS .' }\n  netcinema.com:", "no SOA record; expected one of NetCinema.com.")]
    [InlineData("on: dns", "on: dns\n    tll: 5", "zone 'netcinema.com' knows no key 'tll'")]
    public void What_is_wrong_with_a_zone_is_said_with_its_line(string passage, string instead, string error)
    {
        Assert.Contains(passage, Text, StringComparison.Ordinal);
        var errors = WorldFile.Parse(Text.Replace(passage, instead, StringComparison.Ordinal), "world").Errors;
        Assert.Contains(errors, it => it.ToString().Contains(error, StringComparison.Ordinal));
    }

    [Fact]
    public void Two_zones_of_one_name_are_refused()
    {
        var twice = Text + "\n" + Text[Text.IndexOf("  netcinema.com:", StringComparison.Ordinal)..].Replace("netcinema.com:", "NETCINEMA.com:", StringComparison.Ordinal);
        Assert.Equal("world:15:3: a second zone NETCINEMA.com.; expected one of a name", Assert.Single(WorldFile.Parse(twice, "world").Errors).ToString());
    }

    [Fact]
    public void An_error_in_a_master_file_names_that_file()
    {
        File.WriteAllText(Path.Combine(folder, "bad.zone"), "@ 1h SOA dns hostmaster 1 1h 15m 2w 5m\n  1h NS dns\n  1h MX mail\n");
        var path = WriteWorld(InFile("bad.zone"));
        var error = Assert.Single(WorldFile.Read(path).Errors);
        Assert.StartsWith(Path.Combine(folder, "bad.zone") + ":3:1: ", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_elsewhere_are_nobodys_business()
    {
        var outside = folder + "-outside";
        File.WriteAllText(outside, "");
        try
        {
            File.CreateSymbolicLink(Path.Combine(folder, "link.zone"), outside);
            foreach (var file in (string[])["../" + Path.GetFileName(outside), outside, "link.zone", "none.zone", "."])
            {
                var error = Assert.Single(WorldFile.Read(WriteWorld(InFile(file))).Errors);
                Assert.Contains($"'file' is '{file}'; expected a master file in the world's own folder", error.ToString().Replace("...", "", StringComparison.Ordinal), StringComparison.Ordinal);
            }
        }
        finally
        {
            File.Delete(outside);
        }

        Assert.Contains("this world is no file", Assert.Single(WorldFile.Parse(InFile("a.zone"), "world").Errors).ToString(), StringComparison.Ordinal);
    }

    private static string InFile(string name) => $"{Text[..Text.IndexOf("records:", StringComparison.Ordinal)]}file: {name}\n";

    private string WriteWorld(string text)
    {
        var path = Path.Combine(folder, "world.yaml");
        File.WriteAllText(path, text);
        return path;
    }
}
