using NetMesh.Protocols.Addressing;

namespace NetMesh.Planet.Regions;

/// <summary>Which addresses the planet has and what they stand for.</summary>
/// <param name="Planet">Every address of the planet lies in it.</param>
/// <param name="Anycast">Addresses that exist at many sites; the caller's region picks the site. In no region's prefix.</param>
/// <param name="Regions">The planet's regions, each with a prefix of its own.</param>
public sealed record AddressPlan(AddressPrefix Planet, AddressPrefix Anycast, IReadOnlyList<Region> Regions)
{
    /// <summary>127.0.0.0/8: local without set-up on Linux.</summary>
    public static readonly AddressPrefix DefaultPlanet = new(new IPv4Address(127, 0, 0, 0), 8);

    /// <summary>127.1.0.0/16.</summary>
    public static readonly AddressPrefix DefaultAnycast = new(new IPv4Address(127, 1, 0, 0), 16);

    /// <summary>127.16.0.0/16 for the first region, 127.17.0.0/16 for the second, and so on.</summary>
    public static AddressPrefix DefaultRegionPrefix(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, 255 - 16);
        return new AddressPrefix(new IPv4Address(127, (byte)(16 + index), 0, 0), 16);
    }

    /// <summary>What is wrong with the plan, a sentence each; empty when nothing is.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> problems = [];
        if (!Planet.Contains(Anycast))
        {
            problems.Add($"the anycast block {Anycast} lies outside the planet's prefix {Planet}");
        }

        for (var i = 0; i < Regions.Count; i++)
        {
            var region = Regions[i];
            if (!Planet.Contains(region.Prefix))
            {
                problems.Add($"region {region.Label}: its prefix {region.Prefix} lies outside the planet's prefix {Planet}");
            }

            if (region.Prefix.Overlaps(Anycast))
            {
                problems.Add($"region {region.Label}: its prefix {region.Prefix} overlaps the anycast block {Anycast}");
            }

            if (region.Latitude is < -90 or > 90 || region.Longitude is < -180 or > 180)
            {
                problems.Add($"region {region.Label}: {region.Latitude}, {region.Longitude} is no place on Earth");
            }

            foreach (var earlier in Regions.Take(i))
            {
                if (earlier.Label == region.Label)
                {
                    problems.Add($"two regions are called {region.Label}");
                }

                if (earlier.Prefix.Overlaps(region.Prefix))
                {
                    problems.Add($"the prefixes of {earlier.Label} ({earlier.Prefix}) and {region.Label} ({region.Prefix}) overlap");
                }
            }
        }

        return problems;
    }
}
