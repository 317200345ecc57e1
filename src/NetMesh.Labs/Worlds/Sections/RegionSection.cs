using NetMesh.Labs.Worlds.Units;
using NetMesh.Labs.Worlds.Yaml;
using NetMesh.Planet.Regions;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Labs.Worlds.Sections;

/// <summary><c>us-east: { at: [39.0, -77.5], prefix: 127.16.0.0/16 }</c></summary>
internal static class RegionSection
{
    private const string Example = "us-east: { at: [39.0, -77.5], prefix: 127.16.0.0/16 }";

    public static OrderedDictionary<string, Region> Read(Section world, AddressPrefix planet, AddressPrefix anycast, ErrorList errors)
    {
        var regions = new OrderedDictionary<string, Region>();
        var entries = world.Named("regions");
        foreach (var (key, node) in entries)
        {
            if (!Words.IsName(key.Text) || key.Text == HostSection.AllRegions)
            {
                errors.Add(key.At, $"{key.Kind} cannot be a region's label", Words.Name.Expected + $", other than '{HostSection.AllRegions}'");
            }

            var section = new Section(node, $"region '{key.Text}'", errors);
            var (latitude, longitude) = Coordinates(section);
            var prefix = section.RequiredValue("prefix", Words.Prefix, default);
            section.Done();
            if (prefix == default)
            {
                // Noted already; the label stays known, so that those who refer to it are not blamed.
                regions.TryAdd(key.Text, new Region(key.Text, latitude, longitude, prefix));
                continue;
            }

            CheckPrefix(key, prefix, planet, anycast, regions, errors);
            regions.TryAdd(key.Text, new Region(key.Text, latitude, longitude, prefix));
        }

        if (regions.Count == 0)
        {
            errors.Add(world.At, "the world has no regions", $"regions: with at least one, such as {Example}");
        }

        return regions;
    }

    private static void CheckPrefix(
        YamlScalar key, AddressPrefix prefix, AddressPrefix planet, AddressPrefix anycast, OrderedDictionary<string, Region> regions, ErrorList errors)
    {
        if (!planet.Contains(prefix))
        {
            errors.Add(key.At, $"region '{key.Text}' has the prefix {prefix}, outside the planet's {planet}", $"a prefix inside {planet}");
        }

        if (prefix.Overlaps(anycast))
        {
            errors.Add(key.At, $"region '{key.Text}' has the prefix {prefix}, which overlaps the anycast block {anycast}", "a prefix of its own");
        }

        foreach (var other in regions.Values)
        {
            if (other.Prefix != default && other.Prefix.Overlaps(prefix))
            {
                errors.Add(key.At, $"region '{key.Text}' has the prefix {prefix}, which overlaps {other.Prefix} of '{other.Label}'", "a prefix of its own");
            }
        }
    }

    private static (double Latitude, double Longitude) Coordinates(Section section)
    {
        const string Expected = "[degrees north, degrees east], such as [39.0, -77.5]";
        switch (section.Required("at", Expected))
        {
            case YamlSequence { Items: [var north, var east] }:
                section.TryValue(north, "degrees north", Numbers.Decimal(-90, 90), out var latitude);
                section.TryValue(east, "degrees east", Numbers.Decimal(-180, 180), out var longitude);
                return (latitude, longitude);
            case { } other:
                section.Errors.Add(other.At, $"'at' is {other.Kind}", Expected);
                break;
        }

        return (0, 0);
    }
}
