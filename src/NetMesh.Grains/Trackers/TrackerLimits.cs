namespace NetMesh.Grains.Trackers;

/// <summary>What a tracker grants and how much it is willing to remember.</summary>
public sealed record TrackerLimits
{
    /// <summary>
    /// When peers are asked to announce again. A registration lives twice as long. Shorter than the half hour of public trackers, because a tracker's
    /// memory is soft state: one that came back on another silo knows everybody again after this time.
    /// </summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Peers in an answer when the announce leaves it to the tracker.</summary>
    public int UsualWanted { get; init; } = 50;

    /// <summary>Most peers in an answer, whatever was asked for.</summary>
    public int MaxWanted { get; init; } = 200;

    public int MaxTorrents { get; init; } = 100_000;

    /// <summary>A peer beyond this number gets an answer, but is not registered.</summary>
    public int MaxPeersPerTorrent { get; init; } = 20_000;

    /// <summary>An open tracker takes any torrent; a closed one only those it was told of (<see cref="TorrentRegister.Allow"/>).</summary>
    public bool AcceptsUnknownTorrents { get; init; } = true;
}
