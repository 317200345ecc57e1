using NetMesh.Grains.Trackers;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;
using NetMesh.Planet.Regions;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Testing;

/// <summary>A mesh in one process: its planet, and the silos that its grains are spread over.</summary>
public sealed record MeshOptions
{
    /// <summary>Replays the whole run on the virtual clock.</summary>
    public long Seed { get; init; } = 1;

    public required IReadOnlyList<Region> Regions { get; init; }

    public IReadOnlyList<Host> Hosts { get; init; } = [];

    /// <summary>Where trackers listen.</summary>
    public IReadOnlyList<Endpoint> Trackers { get; init; } = [];

    /// <summary>The planet's physics.</summary>
    public NetworkOptions Network { get; init; } = new();

    public PortPlan Ports { get; init; } = PortPlan.Default;

    public TrackerLimits TrackerLimits { get; init; } = new();

    /// <summary>Labels of regions, one logical silo for each, by that name; empty: one silo for all.</summary>
    public IReadOnlyList<string> Silos { get; init; } = [];

    /// <summary>Where pieces and the grains' states are kept; null: in memory.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>
    /// Without a data directory: states are turned to text and back, as a real provider does, rather than kept as the objects they are. Slower; what a
    /// grain forgot to store is then lost with its silo.
    /// </summary>
    public bool StoresAsText { get; init; }
}
