using NetMesh.Labs.Worlds;
using NetMesh.Planet.Paths;
using NetMesh.Planet.Regions;

namespace NetMesh.Clusters;

/// <summary>One planet on several silos, as a checked cluster file says it.</summary>
/// <param name="Name">Its members and what their grains keep go by this name.</param>
/// <param name="World">What the planet holds.</param>
/// <param name="Database">Where members meet and grains keep their states; null: one machine, for development, where both last as long as the first silo.</param>
/// <param name="Silos">In the file's order.</param>
internal sealed record Cluster(string Name, World World, PostgresSource? Database, IReadOnlyList<ClusterSilo> Silos)
{
    public ClusterSilo? Named(string label) => Silos.FirstOrDefault(silo => silo.Label == label);

    /// <summary>
    /// The regions whose addresses a silo's gateways answer for: of each region the nearest silo, and of silos in one place the first. Grains follow the same
    /// rule (see the filter of placement), so that most streams stay in one process.
    /// </summary>
    public IReadOnlyList<Region> RegionsOf(ClusterSilo silo) =>
        [.. World.Regions.Where(region => Silos.MinBy(other => GreatCircle.DistanceKm(region, other.Region)) == silo)];
}

/// <summary>A silo of a cluster, and where it is reached.</summary>
/// <param name="Label">Its name, unique in the cluster.</param>
/// <param name="Region">Hosts of this region live on it.</param>
/// <param name="Address">The machine's address, or a name that has one, as the other silos and gateways see it.</param>
/// <param name="SiloPort">Where other silos connect.</param>
/// <param name="GatewayPort">Where gateways that run alone connect.</param>
/// <param name="ControlPort">Where its control API listens, on its machine only.</param>
internal sealed record ClusterSilo(string Label, Region Region, string Address, ushort SiloPort, ushort GatewayPort, ushort ControlPort);
