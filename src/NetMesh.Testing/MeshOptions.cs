using Microsoft.Extensions.DependencyInjection;
using NetMesh.Embedded;
using NetMesh.Grains.Trackers;
using NetMesh.Planet;
using NetMesh.Planet.Faults;
using NetMesh.Planet.Hosts;

namespace NetMesh.Testing;

/// <summary>How a world is run inside a test; what it holds is said by the world itself. The defaults are a mesh in memory, on one silo.</summary>
public sealed record MeshOptions
{
    /// <summary>Everything random derives from it; null: the world's own.</summary>
    public long? Seed { get; init; }

    /// <summary>One logical silo for each region, by the region's label; a host's program lives on the silo of its region, else of the nearest one.</summary>
    public bool SiloPerRegion { get; init; }

    /// <summary>Labels of the regions that have a silo, where not all do; empty: one silo for all.</summary>
    public IReadOnlyList<string> Silos { get; init; } = [];

    /// <summary>
    /// Each silo has a network and a directory of its own, as processes of a cluster have, and reaches those of the others over grain calls. Otherwise all
    /// silos share one.
    /// </summary>
    public bool NetworkPerSilo { get; init; }

    /// <summary>
    /// How long a call from one silo to another takes, and its answer: each a time of its own between these two, drawn from the seed, so that one-way calls
    /// overtake each other. Null: no time.
    /// </summary>
    public (TimeSpan Least, TimeSpan Most)? BetweenSilos { get; init; }

    /// <summary>The planet's physics; null: the world's own.</summary>
    public NetworkOptions? Network { get; init; }

    /// <summary>
    /// Where services listen; null: on ports that are free on this machine (<see cref="Mesh"/>), or the usual ones where there are no sockets
    /// (<see cref="VirtualMesh"/>).
    /// </summary>
    public PortPlan? Ports { get; init; }

    public TrackerLimits TrackerLimits { get; init; } = new();

    /// <summary>Where pieces and the programs' states are kept; null: nothing outlives the mesh.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>
    /// Without a data directory: states are turned to text and back, as a real provider does, rather than kept as the objects they are. Slower; what a
    /// program forgot to store is then lost with its silo.
    /// </summary>
    public bool StoresAsText { get; init; }

    /// <summary>What programs have injected besides the usual, e.g. somebody who listens to them.</summary>
    internal Action<IServiceCollection>? AddServices { get; init; }

    /// <summary>Changes how the host of grains is made, after all else was said.</summary>
    internal Action<EmbeddedHostOptions>? ConfigureHost { get; init; }

    /// <summary>A bug to plant, for tests of the simulation.</summary>
    internal PlantedBug Bug { get; init; }
}
