using NetMesh.Control;

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
/// <param name="Faults">As <c>/api/faults</c> lists them.</param>
internal sealed record PlanetMoment(
    double At, HostCounts Hosts, int Connections, IReadOnlyList<RegionMoment> Regions, IReadOnlyList<PathTraffic> Traffic, FaultListing Faults,
    IReadOnlyList<SwarmGlance> Swarms);

/// <param name="State"><c>leeching</c> or <c>seeding</c>.</param>
/// <param name="Pieces">How many it has.</param>
/// <param name="Down">Payload bytes per second that arrive, over the last 20 seconds.</param>
/// <param name="Up">Payload bytes per second that it sent to peers of this process.</param>
internal sealed record SwarmPeerView(string Address, string? Host, string? Region, string State, int Pieces, long Down, long Up);

/// <summary>The peers of a swarm in this process.</summary>
/// <param name="Total">How many there are.</param>
/// <param name="Peers">The first 1000 of them by address.</param>
internal sealed record SwarmPeers(int Total, IReadOnlyList<SwarmPeerView> Peers);

internal sealed record PeerPlace(string Address, string? Host, string? Region);

/// <summary>Who keeps whom unchoked now.</summary>
/// <param name="Peers">The first of the swarm by address.</param>
/// <param name="Pairs">Of these peers: the address of who unchokes, of who is unchoked, and <c>regular</c> or <c>optimistic</c>.</param>
internal sealed record SwarmUnchokes(IReadOnlyList<PeerPlace> Peers, IReadOnlyList<IReadOnlyList<string>> Pairs);

/// <param name="Host">Null: a real client.</param>
/// <param name="Choked">The peer serves it nothing.</param>
/// <param name="Choking">It serves the peer nothing.</param>
/// <param name="Interested">It wants something of the peer.</param>
/// <param name="Interesting">The peer wants something of it.</param>
/// <param name="Optimistic">It is unchoked as the optimistic one.</param>
/// <param name="Down">Payload bytes per second from it, over the last 20 seconds.</param>
/// <param name="Received">Payload bytes from it so far.</param>
internal sealed record NeighbourView(
    string Address, string? Host, string? Region, bool Choked, bool Choking, bool Interested, bool Interesting, bool Optimistic, long Down, long Received);

/// <summary>What a peer itself sees.</summary>
/// <param name="State"><c>idle</c>, <c>leeching</c> or <c>seeding</c>.</param>
/// <param name="Pieces">A bit for each piece it has, the first one highest (BEP 3's bitfield), in base64.</param>
internal sealed record OwnView(
    string State, byte[] Pieces, int PieceCount, long Downloaded, long Uploaded, IReadOnlyList<NeighbourView> Neighbours);

/// <param name="Name">Its file's name.</param>
internal sealed record RecordingView(string Name, long Bytes);

internal sealed record RecordingListing(IReadOnlyList<RecordingView> Recordings);
