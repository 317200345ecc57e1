using NetMesh.Grains.Sites;
using NetMesh.Planet.Faults;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;

namespace NetMesh.Grains.Hosts;

/// <summary>What every program on a host needs of its process.</summary>
/// <param name="Network">The way to other hosts.</param>
/// <param name="Map">Where it is listed while it listens.</param>
/// <param name="Arrivals">Takes what came for it from other processes.</param>
/// <param name="Time">The time.</param>
public sealed record HostSurroundings(INetwork Network, PlanetMap Map, Arrivals Arrivals, TimeProvider Time)
{
    /// <summary>For tests of the simulation.</summary>
    internal PlantedBug Bug { get; init; }
}
