using Microsoft.Extensions.DependencyInjection;
using NetMesh.Labs.Expressions;
using NetMesh.Labs.Runs;
using NetMesh.Labs.Workloads.Names;

namespace NetMesh.Labs.Probes.Names;

/// <summary>What became of the questions that the workload's hosts asked, and how long it took.</summary>
internal sealed class LookupsProbe : IProbe
{
    private readonly List<(TimeSpan, double)> answered = [];
    private NameLog? log;
    private int seen;

    public static ProbeKind Kind { get; } = new("lookups", "questions that hosts asked for names, from asking until the answer, or until the host gave up", _ => new LookupsProbe())
    {
        Values =
        [
            new("asked", Dimension.None, "how many questions are over"),
            new("answered", Dimension.None, "the share of them that was answered"),
            new("mean", Dimension.Time, "the mean answered question"),
            new("median", Dimension.Time, "the middle one"),
            new("percentile-95", Dimension.Time, "only one answered question in twenty took longer"),
            new("last", Dimension.Time, "the slowest one"),
            new("span", Dimension.Time, "from the first question to the end of the last"),
        ],
        Series = [new("answered", Dimension.None, "the share of the questions answered that were over since the last sample")],
    };

    public ValueTask BeginAsync(Scene scene)
    {
        log = scene.Mesh.Services.GetService<NameLog>();
        return ValueTask.CompletedTask;
    }

    public ValueTask SampleAsync(TimeSpan now)
    {
        var count = log?.Lookups.Count ?? 0;
        if (count > seen)
        {
            answered.Add((now, log!.Lookups.Skip(seen).Count(lookup => lookup.IsAnswered) / (double)(count - seen)));
            seen = count;
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask EndAsync(Findings findings)
    {
        var all = log?.Lookups ?? [];
        var good = all.Where(lookup => lookup.IsAnswered).ToList();
        findings.Add("asked", Amount.Plain(all.Count));
        findings.Add(new TimeSeries("answered", answered));
        if (all.Count > 0)
        {
            findings.Add("answered", Amount.Plain((double)good.Count / all.Count));
            findings.Add("span", Amount.Seconds(Seconds(all.Max(lookup => lookup.OverNs) - all.Min(lookup => lookup.AskedNs))));
        }

        if (good.Count > 0)
        {
            TimesTaken.AddTo(findings, [.. good.Select(lookup => Seconds(lookup.OverNs - lookup.AskedNs))]);
        }

        return ValueTask.CompletedTask;
    }

    private static double Seconds(long ns) => ns / 1e9;
}
