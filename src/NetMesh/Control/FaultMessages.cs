namespace NetMesh.Control;

/// <summary>Everything that is broken now; hosts by name, regions by label.</summary>
/// <param name="HostsDown">Hosts without power.</param>
/// <param name="Partitions">Pairs of regions between which nothing gets through.</param>
/// <param name="Isolated">Regions that are cut off from all others.</param>
/// <param name="Degraded">Pairs of regions whose path is worse than usual.</param>
/// <param name="Links">Hosts whose access link is slower than usual.</param>
/// <param name="Note">What of it nobody feels, in one sentence; null: nothing.</param>
internal sealed record FaultListing(
    IReadOnlyList<string> HostsDown,
    IReadOnlyList<RegionPair> Partitions,
    IReadOnlyList<string> Isolated,
    IReadOnlyList<DegradedPath> Degraded,
    IReadOnlyList<DegradedLink> Links,
    string? Note = null);

/// <summary>Two regions; twice the same one: what is between its own hosts.</summary>
internal sealed record RegionPair(string A, string B);

/// <param name="LatencyFactor">Times the usual latency.</param>
/// <param name="ExtraLoss">Share of datagrams lost on top of the usual loss, 0 to 1.</param>
internal sealed record DegradedPath(string A, string B, double LatencyFactor, double ExtraLoss);

/// <param name="RateFactor">The share of its rate at which the link runs, more than 0 and at most 1.</param>
internal sealed record DegradedLink(string Host, double RateFactor);

/// <summary>A path is to become slower, or as fast as usual again.</summary>
/// <param name="LatencyFactor">Times the usual latency, more than 0.</param>
internal sealed record PathSlowing(string A, string B, double LatencyFactor)
{
    /// <summary>Beyond, a path is not slow but cut.</summary>
    public const int Most = 1000;
}

/// <summary>A path is to lose more, or as little as usual again.</summary>
/// <param name="ExtraLoss">Share of datagrams lost on top of the usual loss, 0 to 1.</param>
internal sealed record PathLoss(string A, string B, double ExtraLoss);

/// <summary>An empty object: the path says it all.</summary>
internal sealed record Nothing;

internal sealed record RegionNamed(string Region);

/// <summary>What is to be healed: what is between two regions, everything about one region, a host with its link, or, when nothing is named, all.</summary>
internal sealed record Healing(string? A = null, string? B = null, string? Region = null, string? Host = null);
