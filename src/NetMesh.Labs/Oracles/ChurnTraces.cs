using NetMesh.Contracts.Swarms;

namespace NetMesh.Labs.Oracles;

/// <summary>
/// How peers of three real swarms came and went (Stutzbach and Rejaie 2006, "Understanding churn in peer-to-peer networks", fitted to tracker logs).
/// </summary>
/// <param name="Name">What was shared.</param>
/// <param name="Session">How long a peer stayed. The source gives no unit for the scale; minutes fit its figures.</param>
/// <param name="ArrivalShape">Weibull's shape of the time between two arrivals: below 1, so that they come in bursts. Its scale is that of the swarm's size.</param>
public sealed record ChurnTrace(string Name, Distribution Session, double ArrivalShape)
{
    public static readonly ChurnTrace Debian = Of("debian", 0.38, 42.4, 0.79);

    public static readonly ChurnTrace RedHat = Of("red-hat", 0.34, 21.3, 0.53);

    public static readonly ChurnTrace FlatOut = Of("flatout", 0.59, 41.9, 0.62);

    public static IReadOnlyList<ChurnTrace> All { get; } = [Debian, RedHat, FlatOut];

    private static ChurnTrace Of(string name, double shape, double minutes, double arrivalShape) =>
        new(name, new Distribution(DistributionLaw.Weibull, TimeSpan.FromMinutes(minutes), shape), arrivalShape);
}
