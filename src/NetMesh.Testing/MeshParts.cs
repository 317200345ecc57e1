using NetMesh.Clock;
using NetMesh.Labs.Worlds;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;

namespace NetMesh.Testing;

/// <summary>What a mesh is made of, before its host starts.</summary>
/// <param name="World">What the planet holds.</param>
/// <param name="Options">How it is run.</param>
/// <param name="Ports">Where its services listen, for real.</param>
/// <param name="Map">Its directory, filled from the world.</param>
/// <param name="Clock">Its time; null: the wall clock.</param>
/// <param name="Pieces">The folder that keeps pieces; null: they stay in memory.</param>
/// <param name="Outside">Real clients; null: there are none.</param>
internal sealed record MeshParts(
    World World, MeshOptions Options, PortPlan Ports, PlanetMap Map, IEventClock? Clock, string? Pieces, IOutside? Outside = null);
