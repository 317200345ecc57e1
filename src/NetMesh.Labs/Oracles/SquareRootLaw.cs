namespace NetMesh.Labs.Oracles;

/// <summary>
/// The throughput of one TCP connection for ever in congestion avoidance, when each segment is lost with probability p and no link is full:
/// <c>MSS/RTT · C/√p</c> (Mathis, Semke, Mahdavi and Ott 1997). Every segment is acknowledged: there are no delayed acknowledgements.
/// </summary>
/// <remarks>It holds for small p: from about 0.02 on windows are so small that time-outs rule, which it leaves out.</remarks>
public static class SquareRootLaw
{
    /// <summary>C if a loss comes after every 1/p segments exactly: √(3/2) ≈ 1.22.</summary>
    public static readonly double PeriodicLoss = Math.Sqrt(3.0 / 2);

    /// <summary>C if every segment is lost or not by itself: the window's tooth is uneven, which favours large ones a little (Ott, Kemperman and Mathis 1996).</summary>
    public const double RandomLoss = 1.31;

    /// <summary>Bits per second.</summary>
    /// <param name="segmentBytes">MSS: with headers for the rate on the wire, without for that of the application.</param>
    /// <param name="roundTrip">RTT.</param>
    /// <param name="loss">p, of segments.</param>
    public static double BitsPerSecond(double segmentBytes, TimeSpan roundTrip, double loss) =>
        BitsPerSecond(segmentBytes, roundTrip, loss, PeriodicLoss);

    /// <summary>Bits per second, by another constant.</summary>
    public static double BitsPerSecond(double segmentBytes, TimeSpan roundTrip, double loss, double constant) =>
        segmentBytes * 8 / roundTrip.TotalSeconds * constant / Math.Sqrt(loss);

    /// <summary>The window on average, in segments: <c>C/√p</c>.</summary>
    public static double Window(double loss) => PeriodicLoss / Math.Sqrt(loss);
}
