using Microsoft.Extensions.DependencyInjection;
using NetMesh.Clock;
using NetMesh.Labs.Expressions;
using NetMesh.Labs.Runs;
using NetMesh.Labs.Worlds.Units;
using NetMesh.Labs.Worlds.Yaml;
using NetMesh.Labs.Workloads.Names;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Labs.Probes.Names;

/// <summary>Which addresses the workload's hosts were given: the first of each answer, which is the one that a program tries.</summary>
/// <param name="address">The one that is looked for; null: none is.</param>
/// <param name="after">What was given before this moment of the run does not count.</param>
/// <param name="before">What was given from this moment on does not.</param>
internal sealed class AddressesProbe(IPv4Address? address, TimeSpan after, TimeSpan before) : IProbe
{
    private static readonly ValueForm<TimeSpan> Moment = new("a duration such as 30 min", Durations.TryParse);

    private readonly List<(TimeSpan, double)> shares = [];
    private Scene scene = null!;
    private NameLog? log;
    private long beganNs;
    private int seen;

    public static ProbeKind Kind { get; } = new(
        "addresses", "the first address of each answer; with: { address: one that is looked for, after and before: moments between which answers"
            + " count }",
        with => new AddressesProbe(with.OptionalValue("address", Words.Address), with.Value("after", Moment, TimeSpan.Zero), with.Value("before", Moment, TimeSpan.MaxValue)))
    {
        Values =
        [
            new("given", Dimension.None, "how many answers began with the address that is looked for"),
            new("share", Dimension.None, "the share of the answered questions that were"),
            new("last", Dimension.Time, "when it was given for the last time, since the run began"),
            new("hosts", Dimension.None, "how many hosts were given it"),
            new("different", Dimension.None, "how many addresses were given"),
            new("most", Dimension.None, "the share of the answers that began with the address that was given most often"),
            new("least", Dimension.None, "the share of those that began with the one that was given least often"),
        ],
        Series = [new("share", Dimension.None, "the share of the answers since the last sample that began with the address that is looked for")],
        Timetables = [new("given", Dimension.None, "from when until when a host was given the address that is looked for")],
    };

    public ValueTask BeginAsync(Scene scene)
    {
        this.scene = scene;
        log = scene.Mesh.Services.GetService<NameLog>();
        beganNs = scene.Mesh.Services.GetRequiredService<IEventClock>().NowNs;
        return ValueTask.CompletedTask;
    }

    public ValueTask SampleAsync(TimeSpan now)
    {
        var all = log?.Lookups ?? [];
        var fresh = all.Skip(seen).Where(lookup => lookup.IsAnswered).ToList();
        if (fresh.Count > 0)
        {
            shares.Add((now, fresh.Count(IsIt) / (double)fresh.Count));
        }

        seen = all.Count;
        return ValueTask.CompletedTask;
    }

    public ValueTask EndAsync(Findings findings)
    {
        var answered = (log?.Lookups ?? []).Where(lookup => lookup.IsAnswered && At(lookup) >= after && At(lookup) < before).ToList();
        var its = answered.FindAll(IsIt);
        findings.Add("given", Amount.Plain(its.Count));
        findings.Add("hosts", Amount.Plain(its.Select(lookup => lookup.Client).Distinct().Count()));
        findings.Add(new TimeSeries("share", shares));
        findings.Add(Given());
        if (its.Count > 0)
        {
            findings.Add("last", Amount.Of(its.Max(At)));
        }

        if (answered.Count > 0)
        {
            var counts = answered.CountBy(lookup => lookup.Given ?? default).Select(it => it.Value).ToList();
            findings.Add("share", Amount.Plain((double)its.Count / answered.Count));
            findings.Add("different", Amount.Plain(counts.Count));
            findings.Add("most", Amount.Plain((double)counts.Max() / answered.Count));
            findings.Add("least", Amount.Plain((double)counts.Min() / answered.Count));
        }

        return ValueTask.CompletedTask;
    }

    // A host has the address from the first answer that gave it until the first that gave another one.
    private Timetable Given()
    {
        var end = scene.Mesh.Elapsed - Nanoseconds.ToTimeSpan(beganNs);
        var rows = new List<(string, IReadOnlyList<(TimeSpan, TimeSpan)>)>();
        foreach (var host in (log?.Lookups ?? []).Where(lookup => lookup.IsAnswered).GroupBy(lookup => lookup.Client).OrderBy(host => host.Key))
        {
            var turns = new List<(TimeSpan, TimeSpan)>();
            TimeSpan? since = null;
            foreach (var lookup in host)
            {
                if (IsIt(lookup))
                {
                    since ??= At(lookup);
                }
                else if (since is { } begin)
                {
                    turns.Add((begin, At(lookup)));
                    since = null;
                }
            }

            rows.Add((scene.Mesh.Map.HostAt(host.Key)?.Name ?? host.Key.ToString(), since is { } last ? [.. turns, (last, end)] : turns));
        }

        return new Timetable("given", end, rows);
    }

    private bool IsIt(Lookup lookup) => lookup.Given is { } given && given == address;

    private TimeSpan At(Lookup lookup) => Nanoseconds.ToTimeSpan(lookup.OverNs - beganNs);
}
