using NetMesh.Labs.Simulation;

namespace NetMesh.Control;

/// <summary>What <c>netmesh simulate --json</c> prints.</summary>
/// <param name="Seeds">Those asked for, as they were given.</param>
/// <param name="Passed">How many went well.</param>
/// <param name="Failed">How many did not.</param>
/// <param name="Outcomes">Each of them, in order of the seeds.</param>
internal sealed record SimulationSummary(string Seeds, int Passed, int Failed, IReadOnlyList<SimulatedSeed> Outcomes);

/// <summary>One seed.</summary>
/// <param name="TraceHash">The same whenever this build runs the seed.</param>
/// <param name="ElapsedSeconds">Virtual time.</param>
/// <param name="Events">Events of the virtual clock.</param>
/// <param name="Peers">Members of the swarm.</param>
/// <param name="Finished">Downloads that finished.</param>
/// <param name="Failure">What went wrong first; null: nothing.</param>
internal sealed record SimulatedSeed(long Seed, string TraceHash, double ElapsedSeconds, long Events, int Peers, int Finished, SimulatedFailure? Failure = null)
{
    public static SimulatedSeed Of(SeedOutcome outcome) => new(
        outcome.Seed, outcome.Trace, Math.Round(outcome.Elapsed.TotalSeconds, 3), outcome.Events, outcome.Peers, outcome.Finished,
        outcome.Bad is not { } bad ? null : new SimulatedFailure(Math.Round(bad.At.TotalSeconds, 3), bad.Where, bad.Invariant, bad.Detail, Replay(outcome.Seed)));

    /// <summary>The command that does the same again.</summary>
    public static string Replay(long seed) => $"netmesh simulate --seeds {seed}..{seed}";
}

/// <param name="AtSeconds">Virtual time.</param>
/// <param name="Where">The host or silo; empty: the swarm as a whole.</param>
/// <param name="Invariant">What should have held.</param>
/// <param name="Detail">What was seen instead.</param>
/// <param name="Replay">The command that does the same again.</param>
internal sealed record SimulatedFailure(double AtSeconds, string Where, string Invariant, string Detail, string Replay);
