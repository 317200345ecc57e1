using System.Collections.Immutable;
using NetMesh.Contracts.Swarms;
using NetMesh.Labs.Worlds;

namespace NetMesh.Labs.Simulation;

/// <summary>
/// A small planet with one swarm, and everything that will befall it: all of it follows from the seed. Until <see cref="HealsAt"/> anything may break; then
/// all is mended, and everybody who stays has to finish within <see cref="Patience"/>.
/// </summary>
public sealed record Ordeal
{
    public required long Seed { get; init; }

    public required World World { get; init; }

    public required SwarmPlan Swarm { get; init; }

    /// <summary>At least one.</summary>
    public required ImmutableArray<OrdealSilo> Silos { get; init; }

    /// <summary>Each silo is a site of its own: with its own network and directory, reaching the others by grain calls, as processes of a cluster do.</summary>
    public required bool IsApart { get; init; }

    /// <summary>The shortest and the longest way of a call from one silo to another: calls overtake each other.</summary>
    public required (TimeSpan Least, TimeSpan Most) BetweenSilos { get; init; }

    /// <summary>The longest time that a write to the grains' storage takes.</summary>
    public required TimeSpan WriteTakes { get; init; }

    /// <summary>Peers outside of the swarm's plan; each comes when the schedule says so.</summary>
    public required ImmutableArray<HostilePeer> Hostile { get; init; }

    /// <summary>In order of time, all before <see cref="HealsAt"/>.</summary>
    public required ImmutableArray<Trouble> Schedule { get; init; }

    public required TimeSpan HealsAt { get; init; }

    /// <summary>The seeds lose power for good when all is mended and somebody else has everything.</summary>
    public required bool SeedsLeave { get; init; }

    /// <summary>Within how long after that everybody has to finish.</summary>
    public required TimeSpan Patience { get; init; }

    /// <summary>What follows from the seed.</summary>
    public static Ordeal Of(long seed) => new OrdealDraw(seed).Draw();
}

/// <summary>A logical silo of an ordeal, and how wrong its clocks are.</summary>
/// <param name="Region">Label of the region it stands in, and its own.</param>
/// <param name="Uptime">How long its machine had been up at the start.</param>
/// <param name="Offset">What its calendar is wrong by at the start.</param>
/// <param name="DriftPartsPerMillion">How much too fast its calendar goes.</param>
public sealed record OrdealSilo(string Region, TimeSpan Uptime, TimeSpan Offset, double DriftPartsPerMillion);
