using System.Diagnostics;
using NetMesh.Labs.Experiments;
using NetMesh.Labs.Expressions;
using NetMesh.Labs.Moments;
using NetMesh.Labs.Probes;
using NetMesh.Labs.Workloads;
using NetMesh.Protocols.Wire;

namespace NetMesh.Labs.Runs;

/// <summary>One case with one seed, from an empty mesh to numbers.</summary>
/// <param name="Seed">Replays it.</param>
/// <param name="Measured">By the measure's name; not a number where nothing was seen.</param>
/// <param name="Series">By name; those that were seen.</param>
/// <param name="Matrices">By name; those that were seen.</param>
/// <param name="TraceHash">The order of all events; null on the wall clock.</param>
/// <param name="Elapsed">How long it ran on the mesh's clock.</param>
/// <param name="Events">How many events that took.</param>
/// <param name="Wall">How long it took.</param>
/// <param name="IsDone">False when it was given up.</param>
internal sealed record RunOutcome(
    long Seed, IReadOnlyDictionary<string, double> Measured, IReadOnlyDictionary<string, TimeSeries> Series, IReadOnlyDictionary<string, Matrix> Matrices,
    ulong? TraceHash, TimeSpan Elapsed, long Events, TimeSpan Wall, bool IsDone)
{
    /// <summary>By name; those that were seen.</summary>
    public IReadOnlyDictionary<string, Timetable> Timetables { get; init; } = new Dictionary<string, Timetable>();

    /// <summary>Its swarms, moment by moment, as lines of JSON; null: it was not recorded.</summary>
    public byte[]? Recording { get; init; }
}

/// <summary>How far a run is.</summary>
/// <param name="Share">From 0 to 1.</param>
/// <param name="Elapsed">On the mesh's clock.</param>
internal readonly record struct RunProgress(double Share, TimeSpan Elapsed);

/// <summary>Runs one case with one seed.</summary>
/// <param name="recordedAs">What the recording of its swarms calls the run; null: none is made.</param>
/// <remarks>
/// <list type="number">
/// <item>Probes are made, and add the listeners they need; then the stage makes the mesh from the case's world.</item>
/// <item>Probes look around while nothing has begun; then the world's swarms and the workload begin. That moment is time 0.</item>
/// <item>Time passes from sample to sample; at each one probes take theirs, and the workload says how far it is.</item>
/// <item>When all is done, or the time is over, probes say what they saw, and measures are taken from that.</item>
/// </list>
/// </remarks>
internal sealed class LabRun(Lab lab, LabCase one, long seed, string? recordedAs = null)
{
    // On the wall clock nobody wants to wait for the next sample to hear that all is done.
    private static readonly TimeSpan WallStep = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<ProbeKey, IProbe> probes = one.Probes.ToDictionary(it => it.Key, it => it.Value());
    private readonly List<IWorkload> workloads = [new SwarmDownloads(), .. one.Workloads.Select(make => make())];
    private RunRecording? recording;

    public async Task<RunOutcome> RunAsync(IStage stage, IProgress<RunProgress>? progress, CancellationToken cancelled)
    {
        var watch = Stopwatch.StartNew();
        await using var mesh = await stage.OpenAsync(one.World, seed, services =>
        {
            foreach (var probe in probes.Values)
            {
                probe.AddServices(services);
            }

            foreach (var workload in workloads)
            {
                workload.AddServices(services);
            }
        });
        var scene = new Scene(mesh, one.World, one.Scope, seed);
        foreach (var probe in probes.Values)
        {
            await probe.BeginAsync(scene);
        }

        recording = recordedAs is null ? null : new RunRecording(scene, recordedAs);
        foreach (var workload in workloads)
        {
            await workload.BeginAsync(scene);
        }

        var begun = mesh.Elapsed;
        var isDone = await PassAsync(mesh, begun, stage.IsVirtual ? one.SampleEvery : WallStep, progress, cancelled);
        foreach (var workload in workloads)
        {
            await workload.EndAsync();
        }

        var found = new Dictionary<ProbeKey, Findings>();
        foreach (var (key, probe) in probes)
        {
            await probe.EndAsync(found[key] = new Findings());
        }

        return new RunOutcome(
            seed, Measure(found), Pick(lab.Series, found, (it, name) => it.Series(name)), Pick(lab.Matrices, found, (it, name) => it.Matrix(name)),
            workloads.Aggregate(mesh.TraceHash, (hash, workload) => workload.Trace == 0 ? hash : TraceMix.Mix(hash ?? 0, workload.Trace)), mesh.Elapsed - begun, mesh.Events, watch.Elapsed, isDone)
        {
            Timetables = Pick(lab.Timetables, found, (it, name) => it.Timetable(name)),
            Recording = recording?.Lines,
        };
    }

    // True when all was done, or the lab's time has passed.
    private async Task<bool> PassAsync(IRunningMesh mesh, TimeSpan begun, TimeSpan step, IProgress<RunProgress>? progress, CancellationToken cancelled)
    {
        var end = one.Until ?? one.AtMost;
        var nextSample = TimeSpan.Zero;
        while (true)
        {
            cancelled.ThrowIfCancellationRequested();
            var now = mesh.Elapsed - begun;
            var share = one.Until is { } until ? now / until : await ShareAsync();
            progress?.Report(new RunProgress(Math.Min(share, 1), now));
            var isOver = share >= 1 || now >= end;
            if (now >= nextSample || isOver)
            {
                foreach (var probe in probes.Values)
                {
                    await probe.SampleAsync(now);
                }

                recording?.Sample(now);

                nextSample += one.SampleEvery;
            }

            if (isOver)
            {
                return share >= 1;
            }

            var left = end - now;
            await mesh.RunForAsync(left < step ? left : step, cancelled);
        }
    }

    private async Task<double> ShareAsync()
    {
        var (least, sum) = (1.0, 0.0);
        foreach (var workload in workloads)
        {
            var share = await workload.ProgressAsync();
            least = Math.Min(least, share);
            sum += Math.Min(share, 1);
        }

        // The mean says how far it is; only when the last of them is done, all is.
        return least >= 1 ? 1 : Math.Min(sum / workloads.Count, 0.999);
    }

    private Dictionary<string, double> Measure(Dictionary<ProbeKey, Findings> found)
    {
        var measured = new Dictionary<string, Amount>();
        foreach (var measure in lab.Measures.Where(measure => measure.Probe is not null))
        {
            measured[measure.Name] = new Amount(found[ProbeKey.Of(measure)].Value(measure.Value), measure.Unit.Dimension);
        }

        // Those that are computed may use each other, in the file's order.
        foreach (var measure in lab.Measures.Where(measure => measure.Is is not null))
        {
            measured[measure.Name] = measure.Is!.Expression.Number(new RunScope(one.Scope, measured));
        }

        return measured.ToDictionary(it => it.Key, it => it.Value.Value);
    }

    private static Dictionary<string, T> Pick<T>(IReadOnlyList<Reading> readings, Dictionary<ProbeKey, Findings> found, Func<Findings, string, T?> find)
        where T : class
    {
        var picked = new Dictionary<string, T>();
        foreach (var reading in readings)
        {
            if (find(found[ProbeKey.Of(reading)], reading.Value) is { } one)
            {
                picked[reading.Name] = one;
            }
        }

        return picked;
    }
}
