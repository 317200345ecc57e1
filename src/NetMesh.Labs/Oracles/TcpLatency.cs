namespace NetMesh.Labs.Oracles;

/// <summary>
/// How long a fetch over TCP takes when nothing is lost and nobody else is on the way (Kurose and Ross, "TCP latency modeling": dynamic congestion window). All
/// lengths are bytes on the wire, a segment 1500 of them; the request is taken to be short.
/// </summary>
public static class TcpLatency
{
    /// <summary>A full segment with its headers, in bytes.</summary>
    public const int Segment = 1500;

    /// <summary>RFC 6928: segments that may leave before the first acknowledgement.</summary>
    public const int InitialWindow = 10;

    /// <summary>Windows of 1, 2, 4, … times the initial one that it takes to cover so many bytes.</summary>
    public static int Rounds(long wireBytes, int initialWindow = InitialWindow)
    {
        var rounds = 1;
        for (long window = (long)initialWindow * Segment, covered = window; covered < wireBytes; rounds++)
        {
            window *= 2;
            covered += window;
        }

        return rounds;
    }

    /// <summary>
    /// From dialling to the last byte: <c>2·RTT + O/R + Σ max{ 0, RTT + S/R − W_k·S/R }</c> over all rounds k but the last: set-up, request, transmission, and
    /// after each window the pause until its first segment is acknowledged.
    /// </summary>
    /// <param name="wireBytes">The object, O, with its headers.</param>
    /// <param name="roundTrip">Propagation there and back.</param>
    /// <param name="bitsPerSecond">Of the slowest link, R; 0: unlimited.</param>
    /// <param name="initialWindow">W_1, in segments; it doubles each round.</param>
    public static TimeSpan Fetch(long wireBytes, TimeSpan roundTrip, double bitsPerSecond, int initialWindow = InitialWindow)
    {
        var (roundTripSeconds, segmentSeconds) = (roundTrip.TotalSeconds, bitsPerSecond > 0 ? Segment * 8 / bitsPerSecond : 0);
        var seconds = (2 * roundTripSeconds) + (segmentSeconds * wireBytes / Segment);
        var window = (double)initialWindow;
        for (var rounds = Rounds(wireBytes, initialWindow); rounds > 1; rounds--)
        {
            // From the window on on that is more than the path holds, acknowledgements come before it is used up.
            seconds += Math.Max(0, roundTripSeconds + segmentSeconds - (window * segmentSeconds));
            window *= 2;
        }

        return TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond));
    }

    /// <summary>The same without slow start: set-up, request, transmission: <c>2·RTT + O/R</c>.</summary>
    public static TimeSpan FetchWithoutSlowStart(long wireBytes, TimeSpan roundTrip, double bitsPerSecond) =>
        (2 * roundTrip) + (bitsPerSecond > 0 ? TimeSpan.FromSeconds(wireBytes * 8 / bitsPerSecond) : TimeSpan.Zero);
}
