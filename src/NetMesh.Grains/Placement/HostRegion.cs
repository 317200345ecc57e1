using NetMesh.Planet.Hosts;
using NetMesh.Planet.Paths;
using NetMesh.Planet.Regions;
using NetMesh.Protocols.Addressing;
using Orleans.Placement;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Runtime.Placement;

namespace NetMesh.Grains.Placement;

/// <summary>Put on the program of a host: its grains live on a silo of the host's region, or, where there is none, of the nearest region that has one.</summary>
public sealed class PlacedInHostRegionAttribute() : PlacementFilterAttribute(new HostRegionStrategy());

/// <summary>The parameters of <see cref="PlacedInHostRegionAttribute"/>: none but the order among filters.</summary>
public sealed class HostRegionStrategy() : PlacementFilterStrategy(order: 0);

/// <summary>Reads the host's address from the grain's key, its region from the planet's map, and the silos' regions from their metadata.</summary>
public sealed class HostRegionDirector(PlanetMap map, ISiloMetadataCache silosMetadata) : IPlacementFilterDirector
{
    /// <summary>Key of a silo's metadata: the label of the region it stands in.</summary>
    public const string RegionKey = "netmesh.region";

    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos)
    {
        var candidates = silos.ToArray();
        if (!IPv4Address.TryParse(target.GrainIdentity.Key.ToString(), out var address) || map.RegionOf(address) is not { } home)
        {
            return candidates;
        }

        var nearest = new List<SiloAddress>();
        var least = double.PositiveInfinity;
        foreach (var silo in candidates)
        {
            // A silo that names no region of this planet is as far away as can be, but better than none.
            IReadOnlyDictionary<string, string> metadata = silosMetadata.GetSiloMetadata(silo).Metadata;
            var region = metadata.TryGetValue(RegionKey, out var label) ? RegionNamed(label) : null;
            var distance = region is null ? double.MaxValue : GreatCircle.DistanceKm(home, region);
            if (distance > least)
            {
                continue;
            }

            if (distance < least)
            {
                nearest.Clear();
                least = distance;
            }

            nearest.Add(silo);
        }

        return nearest;
    }

    private Region? RegionNamed(string label)
    {
        foreach (var region in map.Regions)
        {
            if (string.Equals(region.Label, label, StringComparison.OrdinalIgnoreCase))
            {
                return region;
            }
        }

        return null;
    }
}
