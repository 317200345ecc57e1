using NetMesh.Clock;

namespace NetMesh.Planet.Tcp;

/// <summary>How long a TCP sender waits for an acknowledgement before it sends again (RFC 6298).</summary>
internal struct RetransmissionTimeout
{
    /// <summary>Before a round trip was measured (§2.1); also for the messages of set-up.</summary>
    public const long InitialNs = Nanoseconds.PerSecond;

    /// <summary>However often it was doubled (§2.5).</summary>
    public const long LongestNs = 60 * Nanoseconds.PerSecond;

    private long smoothedNs;
    private long variationNs;

    /// <summary>The time-out as it is now.</summary>
    /// <param name="leastNs">Shorter ones are rounded up to it (§2.4).</param>
    /// <param name="doublings">How many times it has run out in a row (§5.5).</param>
    public readonly long AfterNs(long leastNs, int doublings = 0)
    {
        var once = smoothedNs == 0 ? InitialNs : Math.Max(smoothedNs + (4 * variationNs), leastNs);
        return doublings >= 32 ? LongestNs : Math.Min(once << doublings, LongestNs);
    }

    /// <summary>A round trip was measured (§2.2, §2.3).</summary>
    public void Measured(long roundTripNs)
    {
        if (smoothedNs == 0)
        {
            smoothedNs = roundTripNs;
            variationNs = roundTripNs / 2;
            return;
        }

        variationNs += (Math.Abs(smoothedNs - roundTripNs) - variationNs) / 4;
        smoothedNs += (roundTripNs - smoothedNs) / 8;
    }
}
