using NetMesh.Clock;

namespace NetMesh.Planet.Paths;

/// <summary>The way from one region to another, as it is now. One object per ordered pair, read for every message.</summary>
internal sealed class RegionPath(string from, string to, RandomStream random)
{
    private const long Undrawn = -1;

    // Drawn as the distance to the next loss: one number per loss, and not one per segment.
    private long segmentsToLoss = Undrawn;

    public string From { get; } = from;

    public string To { get; } = to;

    public long LatencyNs { get; set; }

    public long JitterNs { get; set; }

    /// <summary>Chance of a datagram, or of a segment of a stream under TCP, not to come out of the path.</summary>
    public double Loss
    {
        get;
        set
        {
            if (field != value)
            {
                field = value;
                segmentsToLoss = Undrawn;
            }
        }
    }

    /// <summary>Nothing gets through.</summary>
    public bool IsCut { get; set; }

    /// <summary>Wire bytes that entered the path.</summary>
    public long Bytes { get; set; }

    public long Messages { get; set; }

    /// <summary>Datagrams, and under TCP segments of streams, that did not come out of it.</summary>
    public long Drops { get; set; }

    /// <summary>Anything ever went here.</summary>
    public bool IsUsed => Messages > 0 || Drops > 0;

    /// <summary>How long a message that enters now is on the way.</summary>
    public long NextDelayNs() => JitterNs == 0 ? LatencyNs : LatencyNs + random.NextInt64(JitterNs + 1);

    /// <summary>Whether chance of this size strikes.</summary>
    public bool Happens(double chance) => chance > 0 && random.NextDouble() < chance;

    /// <summary>How many of these segments the path loses, each by chance.</summary>
    /// <param name="segments">Sent one after the other.</param>
    /// <param name="first">The first that is lost; 0 is the first one.</param>
    public int LostOf(int segments, out int first)
    {
        first = 0;
        if (Loss <= 0)
        {
            return 0;
        }

        if (segmentsToLoss == Undrawn)
        {
            segmentsToLoss = DrawDistance();
        }

        var lost = 0;
        for (; segmentsToLoss < segments; segmentsToLoss += 1 + DrawDistance())
        {
            if (lost++ == 0)
            {
                first = (int)segmentsToLoss;
            }
        }

        segmentsToLoss -= segments;
        return lost;
    }

    // Segments that get through before the next one that does not: geometric.
    private long DrawDistance() => Loss >= 1 ? 0 : (long)Math.Min(1e15, Math.Log(1 - random.NextDouble()) / Math.Log(1 - Loss));
}
