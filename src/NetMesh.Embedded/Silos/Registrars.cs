using NetMesh.Clock;

namespace NetMesh.Embedded.Silos;

/// <summary>
/// Which silo has it written down where a grain is, as the silos of a cluster share that out among them: by the grain's id, so that everybody finds it, and evenly. When a
/// silo joins or ends, no more moves than has to: the silo whose draw for the grain is the highest has it (rendezvous hashing, Thaler and Ravishankar 1998).
/// </summary>
internal static class Registrars
{
    private static readonly RandomStreams Draws = new(0);

    /// <param name="grainId">The grain.</param>
    /// <param name="silos">Those that could have it; at least one.</param>
    public static Silo Of(GrainId grainId, IEnumerable<Silo> silos) =>
        silos.MaxBy(silo => Draws.Get($"{silo.Label} for {grainId}").NextInt64())!;
}
