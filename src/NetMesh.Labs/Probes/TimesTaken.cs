using NetMesh.Labs.Expressions;

namespace NetMesh.Labs.Probes;

/// <summary>How durations are told.</summary>
internal static class TimesTaken
{
    /// <summary>Adds <c>mean</c>, <c>median</c>, <c>percentile-95</c> and <c>last</c>, the longest.</summary>
    /// <param name="findings">Where to.</param>
    /// <param name="seconds">At least one.</param>
    public static void AddTo(Findings findings, List<double> seconds)
    {
        seconds.Sort();
        findings.Add("mean", Amount.Seconds(seconds.Average()));
        findings.Add("median", Amount.Seconds((seconds[(seconds.Count - 1) / 2] + seconds[seconds.Count / 2]) / 2));
        findings.Add("percentile-95", Amount.Seconds(seconds[(int)Math.Ceiling(seconds.Count * 0.95) - 1]));
        findings.Add("last", Amount.Seconds(seconds[^1]));
    }
}
