using NetMesh.Labs.Worlds.Units;
using NetMesh.Labs.Worlds.Yaml;
using NetMesh.Planet.Regions;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Labs.Worlds.Sections;

/// <summary>Reads the whole world, part by part in the order in which the parts refer to each other.</summary>
internal static class WorldSection
{
    /// <summary>The world; where errors were noted, a stand-in that must not be used.</summary>
    public static World Read(YamlNode root, string fileName, string? folder, ErrorList errors)
    {
        var section = new Section(root, "the world", errors);
        var name = section.Value("name", Words.Text, fileName);
        var seed = section.Value("seed", Numbers.Whole(long.MinValue, long.MaxValue), 1);
        var prefix = section.Value("prefix", Words.Prefix, AddressPlan.DefaultPlanet);
        var anycast = section.Value("anycast", Words.Prefix, prefix == AddressPlan.DefaultPlanet ? AddressPlan.DefaultAnycast : new AddressPrefix(prefix.Network, 32));
        if (!prefix.Contains(anycast))
        {
            errors.Add(section.At, $"the anycast block {anycast} lies outside the planet's prefix {prefix}", $"anycast: a prefix inside {prefix}");
        }

        var regions = RegionSection.Read(section, prefix, anycast, errors);
        var home = Home(section, regions);
        var network = NetworkSection.Read(section);
        var paths = NetworkSection.ReadPaths(section, regions);
        var links = AccessSection.Read(section);
        var hosts = HostSection.Read(section, regions, links, anycast);
        var swarms = SwarmSection.Read(section, hosts);
        var keys = KeySection.Read(section);
        new ForwardSection(hosts, new OutsideServerSection(keys, errors), errors).Read();
        var zones = ZoneSection.Read(section, hosts, keys, folder);
        section.Done();

        return new World
        {
            Name = name,
            Seed = seed,
            Prefix = prefix,
            Anycast = anycast,
            Home = home,
            Regions = [.. regions.Values],
            Carried = [.. regions.Values],
            Network = network with { Paths = paths },
            Hosts = [.. hosts.All],
            Services = [.. hosts.Services],
            Swarms = [.. swarms],
            Zones = [.. zones],
            Keys = [.. keys.Values],
        };
    }

    // The first region is home where the file does not say.
    private static Region Home(Section section, OrderedDictionary<string, Region> regions)
    {
        var node = section.Optional("home");
        return (node is null ? null : References.To(node, "home", "region", regions, section.Errors))
            ?? (regions.Count > 0 ? regions.GetAt(0).Value : new Region("nowhere", 0, 0, AddressPlan.DefaultPlanet));
    }
}
