using NetMesh.Labs.Worlds;
using NetMesh.Planet.Hosts;

namespace NetMesh.Planets;

/// <summary>What the user asked for when starting a planet.</summary>
/// <param name="World">What the planet holds.</param>
/// <param name="DataPath">Where it keeps what must last.</param>
/// <param name="Seed">Everything random derives from it.</param>
/// <param name="Ports">On which real port the planet serves a well-known one.</param>
/// <param name="ControlPort">Port of the control API.</param>
/// <param name="Shapes">Real clients' bytes feel the distance to the host they talk to.</param>
internal sealed record PlanetSettings(World World, string DataPath, long Seed, PortPlan Ports, ushort ControlPort, bool Shapes);
