namespace NetMesh.Dashboard;

/// <param name="Hosts">How many stand there.</param>
/// <param name="Carried">They are on this planet; those of other regions are on others.</param>
internal sealed record RegionView(string Label, double Latitude, double Longitude, string Prefix, int Hosts, bool Carried);

/// <summary>What does not change while a planet runs.</summary>
/// <param name="Home">The region of clients whose address is in none.</param>
internal sealed record WorldView(string Name, long Seed, string? Home, IReadOnlyList<RegionView> Regions);

internal sealed record HostCounts(int Total, int Down);

/// <param name="Clients">Connections of real clients.</param>
internal sealed record RegionMoment(string Label, int Hosts, int Clients);

/// <summary>What went from one region to another, per second.</summary>
internal sealed record PathTraffic(string From, string To, long Bytes, long Messages, long Drops);

/// <param name="Name">Its key.</param>
/// <param name="Title">The torrent's name.</param>
/// <param name="Completions">Downloads that finished since this process began.</param>
/// <param name="Rarest">How many pieces are as rare as the rarest one.</param>
/// <param name="MinCopies">Copies of the rarest piece.</param>
/// <param name="Entropy">Null while there are fewer than two leechers.</param>
internal sealed record SwarmGlance(
    string Name, string Title, int Pieces, int Seeding, int Leeching, long Completions, int Rarest, int MinCopies, double? Entropy);

/// <summary>The planet at one moment; of its hosts only how many, so that its size does not grow with them.</summary>
/// <param name="At">Seconds since it began.</param>
/// <param name="Connections">Streams between hosts.</param>
/// <param name="Traffic">Pairs of regions between which something went since the moment before.</param>
internal sealed record PlanetMoment(
    double At, HostCounts Hosts, int Connections, IReadOnlyList<RegionMoment> Regions, IReadOnlyList<PathTraffic> Traffic, IReadOnlyList<SwarmGlance> Swarms);
