using System.Collections.Immutable;
using NetMesh.Contracts.Swarms;
using NetMesh.Grains.Pieces;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Grains.Swarms;

/// <summary>A swarm's plan as it is kept: written once.</summary>
[GenerateSerializer, Alias("netmesh.kept-swarm-plan")]
public sealed class KeptSwarmPlan
{
    [Id(0)]
    public string Name { get; set; } = "";

    [Id(1)]
    public KeptTorrent? Torrent { get; set; }

    [Id(2)]
    public Endpoint Tracker { get; set; }

    [Id(3)]
    public ImmutableArray<SwarmMember> Members { get; set; } = [];

    [Id(4)]
    public Distribution? Arrival { get; set; }

    [Id(5)]
    public Distribution? Session { get; set; }

    [Id(6)]
    public Distribution? Absence { get; set; }

    [Id(7)]
    public DateTimeOffset StartedAt { get; set; }

    public static KeptSwarmPlan Of(SwarmPlan plan, DateTimeOffset startedAt) => new()
    {
        Name = plan.Name,
        Torrent = KeptTorrent.Of(plan.Torrent),
        Tracker = plan.Tracker,
        Members = plan.Members,
        Arrival = plan.Arrival,
        Session = plan.Session,
        Absence = plan.Absence,
        StartedAt = startedAt,
    };

    /// <summary>The plan; null when none is kept, or its torrent cannot be read any more.</summary>
    public SwarmPlan? ToPlan() => Torrent?.ToMetainfo() is { } torrent
        ? new SwarmPlan(Name, torrent, Tracker, Members, Arrival, Session, Absence)
        : null;
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
}
