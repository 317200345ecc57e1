using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.Torrents;

namespace NetMesh.Contracts.Peers;

/// <summary>What a peer does once it has every piece.</summary>
public enum WhenDone
{
    /// <summary>Altruistic: stays and seeds, for as long as the swarm's plan says.</summary>
    Stay,

    /// <summary>Selfish: leaves at once.</summary>
    Leave,

    /// <summary>Stays and seeds until the session is over that was planned when it came.</summary>
    EndOfSession,
}

/// <summary>Which chooser of pieces a peer runs.</summary>
public enum PiecePicking
{
    RarestFirst,
    Random,
    Sequential,
}

/// <summary>How a seed hands out its uplink.</summary>
public enum SeedChoking
{
    /// <summary>Round robin over <c>max(4, ⌈2 · uplink/downlink⌉)</c> slots: as many as it takes to fill the uplink.</summary>
    FillUplink,

    /// <summary>Round robin over the textbook's four slots.</summary>
    FourSlots,
}

/// <summary>The rules a peer plays by; the defaults are the textbook's.</summary>
[GenerateSerializer, Immutable, Alias("netmesh.peer-policies")]
public sealed record PeerPolicies
{
    [Id(0)]
    public PiecePicking Picking { get; init; } = PiecePicking.RarestFirst;

    [Id(1)]
    public SeedChoking SeedChoking { get; init; } = SeedChoking.FillUplink;

    /// <summary>Unchoke slots of a leecher that go to the best uploaders; the optimistic one comes on top.</summary>
    [Id(2)]
    public int UnchokeSlots { get; init; } = 4;

    /// <summary>Connections a peer keeps; dialled until half of it, accepted up to all of it.</summary>
    [Id(3)]
    public int MaxConnections { get; init; } = 50;

    /// <summary>Never unchokes anybody: a free rider.</summary>
    [Id(4)]
    public bool FreeRider { get; init; }

    [Id(5)]
    public WhenDone WhenDone { get; init; } = WhenDone.Stay;

    /// <summary>
    /// A seed from the start offers its pieces one by one until each has gone out once (BEP 16). For the only seed of a new swarm; where the pieces are
    /// elsewhere already it ends by itself, but neighbours take the seed for a poor one until then.
    /// </summary>
    [Id(6)]
    public bool SuperSeeding { get; init; }

    /// <summary>Share of the neighbours it dials that must stand in its own region; 0: it does not mind. One elsewhere is always dialled.</summary>
    [Id(7)]
    public double OwnRegion { get; init; }
}

/// <summary>Everything a peer needs to know to take part in a swarm.</summary>
/// <param name="Swarm">Key of the swarm grain that wants to hear of the peer's progress.</param>
/// <param name="Torrent">What is shared.</param>
/// <param name="PeerId">20 bytes that name the peer.</param>
/// <param name="Listen">The peer's own address and port.</param>
/// <param name="Tracker">Where the peer announces itself: a UDP tracker on the planet.</param>
/// <param name="IsSeed">Has all pieces from the start; their bytes are in the piece store.</param>
/// <param name="Policies">The rules it plays by.</param>
[GenerateSerializer, Immutable, Alias("netmesh.peer-plan")]
public sealed record PeerPlan(
    [property: Id(0)] string Swarm,
    [property: Id(1)] Metainfo Torrent,
    [property: Id(2)] Sha1Hash PeerId,
    [property: Id(3)] Endpoint Listen,
    [property: Id(4)] Endpoint Tracker,
    [property: Id(5)] bool IsSeed,
    [property: Id(6)] PeerPolicies Policies);
