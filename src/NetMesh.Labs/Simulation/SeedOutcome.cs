using System.Globalization;

namespace NetMesh.Labs.Simulation;

/// <summary>What became of one seed.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="TraceHash">Folds the order of all grain calls: the same whenever and wherever the seed is run with the same build.</param>
/// <param name="Elapsed">Virtual time it took.</param>
/// <param name="Events">Events of the clock that it took.</param>
/// <param name="Peers">Members of the swarm.</param>
/// <param name="Finished">Downloads that finished.</param>
/// <param name="Troubles">What befell it, in order of time.</param>
/// <param name="Bad">The first bad event; null: all went well.</param>
public sealed record SeedOutcome(
    long Seed, ulong TraceHash, TimeSpan Elapsed, long Events, int Peers, int Finished, IReadOnlyList<string> Troubles, BadEvent? Bad)
{
    public bool Passed => Bad is null;

    /// <summary>The trace hash as it is printed.</summary>
    public string Trace => TraceHash.ToString("x16", CultureInfo.InvariantCulture);
}
