using NetMesh.Clock;
using NetMesh.Contracts.Swarms;

namespace NetMesh.Labs.Workloads;

/// <summary>Times between things that come by chance.</summary>
internal static class Gaps
{
    /// <summary>Nanoseconds until the next one. They are added up exactly: rounded gaps would change the load.</summary>
    public static double NextNs(Distribution every, RandomStream random) => every.Law == DistributionLaw.Exponential
        ? random.NextExponential(every.Scale.TotalSeconds) * Nanoseconds.PerSecond
        : Grains.Swarms.Durations.Draw(every, random).ToNanoseconds();
}
