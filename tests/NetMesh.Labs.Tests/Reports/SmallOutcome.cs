using NetMesh.Labs.Experiments;
using NetMesh.Labs.Probes;
using NetMesh.Labs.Runs;
using NetMesh.Labs.Tests.Experiments;

namespace NetMesh.Labs.Tests.Reports;

/// <summary>An answer to the small lab with numbers that a test can know: who fills the uplink takes 1 s and a little for every peer, who does not twice that.</summary>
internal static class SmallOutcome
{
    public static LabOutcome Of(LabPlan plan, int repetitions = 3, Func<LabCase, long, RunOutcome>? run = null) => LabOutcome.Of(
        plan, 7, repetitions, [.. plan.Cases.Select(one => (IReadOnlyList<RunOutcome>)[.. Enumerable.Range(0, repetitions).Select(i => (run ?? Run)(one, 7 + i))])]);

    public static RunOutcome Run(LabCase one, long seed)
    {
        var peers = double.Parse(one["peers"].ToText(), System.Globalization.CultureInfo.InvariantCulture);
        var last = (1 + (0.1 * peers) + (0.01 * (seed - 8))) * (one["choker"].ToText() == "four-slots" ? 2 : 1);
        return new RunOutcome(
            seed,
            new Dictionary<string, double> { ["last"] = last, ["share"] = last / 8.388608 },
            new Dictionary<string, TimeSeries> { ["so-far"] = new("finished", [.. Enumerable.Range(0, 2000).Select(i => (TimeSpan.FromSeconds(i), (double)i))]) },
            new Dictionary<string, Matrix>(),
            (ulong)(seed * 1000) + (ulong)peers,
            TimeSpan.FromSeconds(last),
            1234,
            TimeSpan.FromSeconds(0.5),
            IsDone: true);
    }
}
