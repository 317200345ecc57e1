namespace NetMesh.Embedded.Silos;

/// <summary>
/// How long a message takes from one silo to another. Each takes a time of its own, evenly spread between a least and a most, so that calls of which
/// nobody waits for the one before the next overtake one another, as they do in a cluster. Calls within a silo take none.
/// </summary>
/// <param name="Least">The shortest way of a call, or of its outcome.</param>
/// <param name="Most">The longest one.</param>
/// <param name="Seed">What the times are drawn from: the same in two runs on the virtual clock.</param>
public sealed record SiloDistance(TimeSpan Least, TimeSpan Most, long Seed = 0)
{
    /// <exception cref="ArgumentException">The least is negative, or more than the most.</exception>
    internal SiloDistance Checked() => Least >= TimeSpan.Zero && Least <= Most
        ? this
        : throw new ArgumentException($"the distance between silos must be from a least time to a longer one, not from {Least} to {Most}");
}
