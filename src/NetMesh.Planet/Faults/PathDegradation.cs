namespace NetMesh.Planet.Faults;

/// <summary>How much worse a path is than usual.</summary>
/// <param name="LatencyFactor">Times the usual latency.</param>
/// <param name="ExtraLoss">Share of datagrams lost on top of the usual loss.</param>
public sealed record PathDegradation(double LatencyFactor = 1, double ExtraLoss = 0)
{
    public static readonly PathDegradation None = new();
}
