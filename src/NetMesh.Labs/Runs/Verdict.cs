using NetMesh.Labs.Experiments;
using NetMesh.Labs.Expressions;

namespace NetMesh.Labs.Runs;

/// <summary>A measurement beside what theory expects.</summary>
/// <param name="Theory">What says so.</param>
/// <param name="Expected">The number, in bits, seconds, bits per second, or plain.</param>
/// <param name="Measured">The mean over the case's runs.</param>
/// <param name="Tolerance">How far off is still right, in the same unit.</param>
/// <param name="IsMet">Null where theory is only shown.</param>
internal sealed record Verdict(Theory Theory, double Expected, Interval Measured, double Tolerance, bool? IsMet)
{
    public static Verdict Of(Theory theory, Interval measured, IScope scope)
    {
        var expected = theory.Expects.Expression.Number(scope).Value;
        var within = theory.Within?.Expression.Number(scope).Value ?? 0;
        var tolerance = theory.IsShare ? Math.Abs(expected) * within : within;
        return new Verdict(theory, expected, measured, tolerance, theory.Relation switch
        {
            Relation.Equal => Math.Abs(measured.Mean - expected) <= tolerance,
            Relation.AtMost => measured.Mean <= expected + tolerance,
            Relation.AtLeast => measured.Mean >= expected - tolerance,
            _ => null,
        });
    }
}
