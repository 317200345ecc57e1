using NetMesh.Planet.Hosts;

namespace NetMesh.Cluster.Tests.Clusters;

/// <summary>How a test wants its cluster.</summary>
internal sealed record ClusterOptions
{
    /// <summary>Of everything that is drawn.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>
    /// How long a silent process counts as alive. Shorter than in earnest, so that tests are short; longer than the scheduler of a busy machine may keep a
    /// process waiting.
    /// </summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(3);

    public TimeSpan NewsEvery { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>What crosses between two processes takes up to so long more, each thing drawn anew, so that it overtakes what was sent before it; zero: none.</summary>
    public TimeSpan Disorder { get; init; }

    public PortPlan Ports { get; init; } = PortPlan.Default;
}
