using System.Globalization;
using NetMesh.Control;
using NetMesh.Labs.Simulation;

namespace NetMesh.Commands;

/// <summary>What <c>netmesh simulate --out DIR</c> leaves behind.</summary>
internal static class SimulationFiles
{
    /// <summary>Writes <c>seeds.csv</c> with a row for each seed, and <c>seed-N.txt</c> with all that befell it for each that failed.</summary>
    /// <exception cref="CommandFailure">The folder cannot be written.</exception>
    public static void Write(string directory, IReadOnlyCollection<SeedOutcome> outcomes)
    {
        try
        {
            Directory.CreateDirectory(directory);
            File.WriteAllLines(
                Path.Combine(directory, "seeds.csv"),
                [
                    "seed,passed,trace_hash,elapsed_s,events,peers,finished",
                    .. outcomes.Select(outcome => string.Create(
                        CultureInfo.InvariantCulture,
                        $"{outcome.Seed},{(outcome.Passed ? 1 : 0)},{outcome.Trace},{outcome.Elapsed.TotalSeconds:F3},{outcome.Events},{outcome.Peers},{outcome.Finished}")),
                ]);
            foreach (var outcome in outcomes.Where(outcome => !outcome.Passed))
            {
                File.WriteAllLines(
                    Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"seed-{outcome.Seed}.txt")),
                    [.. outcome.Troubles, $"first bad event: {outcome.Bad}", $"again: {SimulatedSeed.Replay(outcome.Seed)}"]);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCodes.Failed, $"{directory} cannot be written: {e.Message.TrimEnd('.')}");
        }
    }
}
