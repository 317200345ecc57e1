using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using NetMesh.Dashboard;

namespace NetMesh.Control;

/// <summary>Where the control API listens.</summary>
internal static class ControlPorts
{
    public const int Usual = 18080;
}

/// <summary>What a client reads when its request was refused or failed.</summary>
internal sealed record ControlError(string Error);

internal sealed record ServiceView(string Name, int Port);

/// <param name="IsDown">It has no power.</param>
/// <param name="Services">What listens there, or would if it had power.</param>
internal sealed record HostView(
    string Name, string Address, string Region, bool IsDown, long UpBitsPerSecond, long DownBitsPerSecond, double LatencyMs, IReadOnlyList<ServiceView> Services);

internal sealed record HostListing(IReadOnlyList<string> Regions, IReadOnlyList<HostView> Hosts)
{
    /// <summary>The host with this name or address.</summary>
    public HostView? Find(string name) =>
        Hosts.FirstOrDefault(host => host.Name.Equals(name, StringComparison.OrdinalIgnoreCase) || host.Address == name);
}

internal sealed record PeerView(
    string State, int PiecesHad, int PieceCount, long Downloaded, long Uploaded, int Connections, int Unchoked, int PiecesFailed, int Banned);

/// <param name="Host">The host.</param>
/// <param name="Peer">What its peer is doing; null when it carries none, and while the host is without power.</param>
internal sealed record HostDetail(HostView Host, PeerView? Peer = null);

/// <summary>Where commands enter the planet.</summary>
/// <param name="Socket">Path of a Unix socket, as the planet's process sees it.</param>
/// <param name="Regions">Where one may stand.</param>
internal sealed record DoorView(string Socket, IReadOnlyList<string> Regions);

/// <param name="Path">Absolute path of a file or folder, as the planet's process sees it.</param>
/// <param name="Peers">How many hosts seed it.</param>
/// <param name="Region">Where they stand; null: everywhere in turn.</param>
internal sealed record ShareRequest(string Path, int Peers, string? Region = null);

/// <summary>One line of the answer to a share: progress, then either what came of it or why it failed.</summary>
internal sealed record ShareStep(long Hashed, long Of, ShareAnswer? Done = null, string? Error = null);

internal sealed record SeedView(string Host, string Address, string Region);

/// <param name="Torrent">The .torrent file, in base64.</param>
internal sealed record ShareAnswer(
    string Name, string InfoHash, string Magnet, long Length, int Pieces, IReadOnlyList<SeedView> Seeds, string Torrent);

/// <summary>What <c>share --json</c> prints.</summary>
internal sealed record SharedTorrent(
    string Name, string TorrentFile, string Magnet, string InfoHash, long Length, int Pieces, IReadOnlyList<SeedView> Seeds);

/// <param name="Path">Absolute path of a .torrent file, as the planet's process sees it.</param>
/// <param name="Peers">How many hosts join.</param>
/// <param name="Region">Where they stand; null: everywhere in turn.</param>
internal sealed record JoinRequest(string Path, int Peers, string? Region = null);

/// <summary>What became of a join; <c>join --json</c> prints it.</summary>
/// <param name="Tracker">The planet's tracker that the torrent names.</param>
internal sealed record JoinedTorrent(
    string Name, string Swarm, string Magnet, string InfoHash, long Length, int Pieces, string Tracker, IReadOnlyList<SeedView> Peers);

internal sealed record SwarmView(
    string Name, string Title, string InfoHash, string Magnet, long Length, int Pieces, int Seeding, int Leeching, int Away, int Completions, string TorrentUrl);

internal sealed record SwarmListing(IReadOnlyList<SwarmView> Swarms);

/// <summary>What <c>up --json</c> prints before <c>ready</c>.</summary>
internal sealed record EntryPoint(string What, string Where, string Note);

internal sealed record EntryPoints(string World, long Seed, string Data, IReadOnlyList<EntryPoint> Entries);

internal sealed record RegionSummary(string Label, string Prefix, double Latitude, double Longitude, int Hosts);

internal sealed record WorldSummary(string Name, long Seed, IReadOnlyList<RegionSummary> Regions, int Hosts, IReadOnlyList<string> Swarms);

/// <param name="Place">Host, port and database.</param>
internal sealed record DatabaseView(string Place, string? User = null);

/// <param name="Serves">The regions whose addresses its gateways answer for.</param>
internal sealed record ClusterSiloView(
    string Label, string Region, string Address, int SiloPort, int GatewayPort, int ControlPort, IReadOnlyList<string> Serves);

internal sealed record ClusterSummary(string Name, string World, DatabaseView? Database, IReadOnlyList<ClusterSiloView> Silos);

/// <summary>What <c>lab list --json</c> prints.</summary>
/// <param name="Error">Why the file cannot be read; it then asks nothing.</param>
internal sealed record LabSummary(string Name, string Question, IReadOnlyList<string> Parameters, IReadOnlyList<string> Cases, string? Error = null);

/// <summary>Generated at build time: no reflection when the planet starts.</summary>
[JsonSerializable(typeof(ControlError))]
[JsonSerializable(typeof(HostListing))]
[JsonSerializable(typeof(HostDetail))]
[JsonSerializable(typeof(DoorView))]
[JsonSerializable(typeof(FaultListing))]
[JsonSerializable(typeof(PathSlowing))]
[JsonSerializable(typeof(PathLoss))]
[JsonSerializable(typeof(RegionNamed))]
[JsonSerializable(typeof(Healing))]
[JsonSerializable(typeof(Nothing))]
[JsonSerializable(typeof(ResolveRequest))]
[JsonSerializable(typeof(ResolutionView))]
[JsonSerializable(typeof(RegisterRequest))]
[JsonSerializable(typeof(RegistrationView))]
[JsonSerializable(typeof(KeyRollRequest))]
[JsonSerializable(typeof(ZoneKeyListing))]
[JsonSerializable(typeof(ShareRequest))]
[JsonSerializable(typeof(ShareStep))]
[JsonSerializable(typeof(SharedTorrent[]))]
[JsonSerializable(typeof(JoinRequest))]
[JsonSerializable(typeof(JoinedTorrent))]
[JsonSerializable(typeof(SwarmListing))]
[JsonSerializable(typeof(EntryPoints))]
[JsonSerializable(typeof(WorldSummary))]
[JsonSerializable(typeof(ClusterSummary))]
[JsonSerializable(typeof(SimulationSummary))]
[JsonSerializable(typeof(LabSummary[]))]
[JsonSerializable(typeof(WorldView))]
[JsonSerializable(typeof(PlanetMoment))]
[JsonSerializable(typeof(SwarmPeers))]
[JsonSerializable(typeof(SwarmUnchokes))]
[JsonSerializable(typeof(OwnView))]
[JsonSerializable(typeof(RecordingListing))]
internal sealed partial class ControlJson : JsonSerializerContext
{
    /// <summary>The form everything of the control API and of <c>--json</c> is written in: an ampersand in a magnet link stays one.</summary>
    public static ControlJson Plain { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    });
}
