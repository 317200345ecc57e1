namespace NetMesh.Planet.Faults;

/// <summary>
/// Bugs that can be planted in a mesh to prove that the simulation finds them. Each is a mistake that could have been made in one policy. Only tests of the
/// simulation plant any: no command, world or public option leads here.
/// </summary>
internal enum PlantedBug
{
    None,

    /// <summary>The picker never chooses the last piece.</summary>
    LastPieceNeverPicked,

    /// <summary>A piece counts as right whatever its hash.</summary>
    VerificationSkipped,

    /// <summary>Blocks asked of a neighbour that is gone or chokes are asked of nobody else.</summary>
    RequestsNotGivenUp,

    /// <summary>A neighbour may let us wait for ever.</summary>
    SnubsNotNoticed,

    /// <summary>The choker unchokes nobody.</summary>
    NobodyUnchoked,

    /// <summary>The optimistic unchoke stays with whoever has it, for as long as he wants something.</summary>
    OptimisticSlotNeverRotates,

    /// <summary>A seed's slots stay with whoever got them first.</summary>
    SeedSlotsNeverRotate,

    /// <summary>Who sent wrong bytes is not banned.</summary>
    NobodyBanned,

    /// <summary>Everybody who sent a block of a wrong piece is banned.</summary>
    InnocentsBanned,

    /// <summary>Of several new pieces a neighbour is told of one.</summary>
    TooManyHavesSuppressed,

    /// <summary>A piece counts as had once all its blocks are asked for.</summary>
    PiecesCountedEarly,

    /// <summary>A super-seed offers no piece twice.</summary>
    OffersNotRenewed,

    /// <summary>A peer that failed once, or that a connection was lost to, is never dialled again.</summary>
    LostPeersForgotten,

    /// <summary>An announce without an answer is not repeated.</summary>
    AnnouncesNotRepeated,

    /// <summary>The tracker knows only the peer that announced last.</summary>
    TrackerForgetsPeers,

    /// <summary>Frames of a stream between two processes are taken in the order in which calls happen to arrive.</summary>
    FramesTakenAsTheyCome,

    /// <summary>The streams of a dead silo's hosts are not reset.</summary>
    DeadSilosNotReset,

    /// <summary>What lived on a dead silo is not woken elsewhere.</summary>
    LostProgramsNotWoken,

    /// <summary>The storage acknowledges what it does not have yet.</summary>
    StorageAcknowledgesEarly,

    /// <summary>A sender that was told to wait is not told that there is room again.</summary>
    RoomNotAnnounced,

    /// <summary>The network keeps connections that are over.</summary>
    DeadConnectionsKept,

    /// <summary>A stream that waits for a partition to heal goes on waiting when it has healed.</summary>
    StalledStreamsForgotten,
}
