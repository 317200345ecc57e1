using System.Globalization;

namespace NetMesh.Labs.Simulation;

/// <summary>The first thing that went wrong in a simulation: what must never happen, or did not happen in time.</summary>
/// <param name="At">Virtual time since the start.</param>
/// <param name="Where">The host or silo that it happened to; empty: the swarm as a whole.</param>
/// <param name="Invariant">What should have held, in a few words.</param>
/// <param name="Detail">What was seen instead.</param>
public sealed record BadEvent(TimeSpan At, string Where, string Invariant, string Detail)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{At.TotalSeconds:F3} s{(Where.Length > 0 ? $", {Where}" : "")}: {Invariant}: {Detail}");
}
