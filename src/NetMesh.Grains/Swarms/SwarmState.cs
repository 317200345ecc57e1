using NetMesh.Contracts.Swarms;

namespace NetMesh.Grains.Swarms;

/// <summary>A swarm's plan as it is kept: written once.</summary>
[GenerateSerializer, Alias("netmesh.kept-swarm-plan")]
public sealed class KeptSwarmPlan
{
    /// <summary>Null: nothing was started.</summary>
    [Id(0)]
    public SwarmPlan? Plan { get; set; }

    [Id(1)]
    public DateTimeOffset StartedAt { get; set; }
}

/// <summary>How far a swarm is, as it is kept: written every few seconds while something happens.</summary>
[GenerateSerializer, Alias("netmesh.kept-swarm-progress")]
public sealed class KeptSwarmProgress
{
    [Id(0)]
    public Member[] Members { get; set; } = [];

    [Id(1)]
    public int Completions { get; set; }

    [Id(2)]
    public List<Completion> Finished { get; set; } = [];

    /// <summary>How often the swarm was woken: each life draws its own random numbers, so that no two peers get one id.</summary>
    [Id(3)]
    public int Lives { get; set; }

    /// <summary>The swarm's own time when this was kept.</summary>
    [Id(4)]
    public TimeSpan At { get; set; }
}
