using Microsoft.Extensions.DependencyInjection;
using NetMesh.Labs.Expressions;
using NetMesh.Labs.Runs;
using NetMesh.Labs.Workloads.Objects;

namespace NetMesh.Labs.Probes;

/// <summary>How long the objects took that the run's workload moved.</summary>
internal sealed class ObjectsProbe : IProbe
{
    private readonly List<(TimeSpan, double)> arrived = [];
    private ObjectLog? log;

    public static ProbeKind Kind { get; } = new(
        "objects", "how long the objects took that the workload moved, from being asked for, or coming, until the last byte arrived", _ => new ObjectsProbe())
    {
        Values =
        [
            new("mean", Dimension.Time, "the mean object"),
            new("median", Dimension.Time, "the middle object"),
            new("percentile-95", Dimension.Time, "only one in twenty took longer"),
            new("last", Dimension.Time, "the slowest object"),
            new("rate", Dimension.Rate, "bytes of objects per second, without headers, from the first request to the last arrival"),
            new("arrived", Dimension.None, "how many have arrived"),
        ],
        Series = [new("arrived", Dimension.None, "how many have arrived so far")],
    };

    public ValueTask BeginAsync(Scene scene)
    {
        log = scene.Mesh.Services.GetService<ObjectLog>();
        return ValueTask.CompletedTask;
    }

    public ValueTask SampleAsync(TimeSpan now)
    {
        arrived.Add((now, log?.Seconds.Count ?? 0));
        return ValueTask.CompletedTask;
    }

    public ValueTask EndAsync(Findings findings)
    {
        List<double> seconds = [.. log?.Seconds ?? []];
        findings.Add("arrived", Amount.Plain(seconds.Count));
        findings.Add(new TimeSeries("arrived", arrived));
        if (seconds.Count > 0)
        {
            TimesTaken.AddTo(findings, seconds);
            findings.Add("rate", Amount.BitsPerSecond(log!.Bytes * 8 / log.Span.TotalSeconds));
        }

        return ValueTask.CompletedTask;
    }
}
