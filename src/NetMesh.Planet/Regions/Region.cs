using NetMesh.Protocols.Addressing;

namespace NetMesh.Planet.Regions;

/// <summary>A geographic region of the planet and the addresses that stand for it.</summary>
/// <param name="Label">Short name, e.g. <c>eu-west</c>.</param>
/// <param name="Latitude">Degrees north, -90 to 90.</param>
/// <param name="Longitude">Degrees east, -180 to 180.</param>
/// <param name="Prefix">Every host with an address in it stands in this region.</param>
public sealed record Region(string Label, double Latitude, double Longitude, AddressPrefix Prefix);
