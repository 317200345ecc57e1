using NetMesh.Clock;
using NetMesh.Contracts.Swarms;

namespace NetMesh.Grains.Swarms;

/// <summary>Draws durations from the distributions that swarms are described with.</summary>
public static class Durations
{
    // Weibull with a shape of 0.34 has a tail that a TimeSpan could not hold in principle; nothing outlasts a year.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    /// <summary>One duration, at most a year.</summary>
    public static TimeSpan Draw(this Distribution distribution, RandomStream random)
    {
        var seconds = distribution.Law switch
        {
            DistributionLaw.Exponential => random.NextExponential(distribution.Scale.TotalSeconds),
            DistributionLaw.Weibull => random.NextWeibull(distribution.Shape, distribution.Scale.TotalSeconds),
            _ => distribution.Scale.TotalSeconds,
        };

        return seconds >= Longest.TotalSeconds ? Longest : TimeSpan.FromSeconds(seconds);
    }
}
