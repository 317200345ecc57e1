using NetMesh.Clock;

namespace NetMesh.Planet.Paths;

/// <summary>The way from one region to another, as it is now. One object per ordered pair, read for every message.</summary>
internal sealed class RegionPath(string from, string to, RandomStream random)
{
    public string From { get; } = from;

    public string To { get; } = to;

    public long LatencyNs { get; set; }

    public long JitterNs { get; set; }

    public double Loss { get; set; }

    /// <summary>Nothing gets through.</summary>
    public bool IsCut { get; set; }

    /// <summary>Wire bytes that entered the path.</summary>
    public long Bytes { get; set; }

    public long Messages { get; set; }

    /// <summary>Datagrams that did not come out of it.</summary>
    public long Drops { get; set; }

    /// <summary>How long a message that enters now is on the way.</summary>
    public long NextDelayNs() => JitterNs == 0 ? LatencyNs : LatencyNs + random.NextInt64(JitterNs + 1);

    /// <summary>Whether chance of this size strikes.</summary>
    public bool Happens(double chance) => chance > 0 && random.NextDouble() < chance;
}
