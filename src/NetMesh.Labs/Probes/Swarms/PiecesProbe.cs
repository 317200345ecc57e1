using NetMesh.Grains.Peers.Watching;
using NetMesh.Labs.Expressions;
using NetMesh.Labs.Runs;
using NetMesh.Labs.Worlds.Yaml;

namespace NetMesh.Labs.Probes.Swarms;

/// <summary>Copies of the pieces over time.</summary>
internal sealed class PiecesProbe(Section with) : SwarmProbe(with)
{
    private readonly PieceCopies copies = new();
    private readonly LastPieces last = new();
    private readonly List<(TimeSpan At, CopyCount Count)> samples = [];

    public static ProbeKind Kind { get; } = new("pieces", $"copies of each piece that the present peers hold; with: {{ {Options} }}", with => new PiecesProbe(with))
    {
        Values =
        [
            new("transient", Dimension.Time, "until every piece had been passed on once; missing when that never happened"),
            new("least", Dimension.None, "the fewest copies that any piece had at any time"),
            new("evenness", Dimension.None, "copies of the rarest piece over those of a mean one, in the mean over time"),
            new("rarest", Dimension.None, "how many pieces were as rare as the rarest one, in the mean over time"),
            new("last-piece", Dimension.Time, "how long those that finished had waited for their last piece, in the mean over the whole run"),
        ],
        Series =
        [
            new("least", Dimension.None, "copies of the rarest piece"),
            new("mean", Dimension.None, "copies of a piece in the mean"),
            new("most", Dimension.None, "copies of the commonest piece"),
            new("rarest", Dimension.None, "how many pieces are as rare as the rarest one"),
        ],
    };

    protected override IEnumerable<ISwarmWatcher> Watch(Scene scene) => [copies, last];

    protected override void Sample(TimeSpan now) => samples.Add((now, copies.Count()));

    protected override void End(Findings findings)
    {
        if (copies.Transient is { } transient)
        {
            findings.Add("transient", Amount.Of(transient));
        }

        if (last.Waits.Count > 0)
        {
            findings.Add("last-piece", Amount.Seconds(last.Waits.Average(wait => wait.TotalSeconds)));
        }

        var counted = samples.Where(sample => IsWithin(sample.At) && sample.Count.Mean > 0).Select(sample => sample.Count).ToList();
        if (counted.Count > 0)
        {
            findings.Add("least", Amount.Plain(counted.Min(count => count.Least)));
            findings.Add("evenness", Amount.Plain(counted.Average(count => count.Least / count.Mean)));
            findings.Add("rarest", Amount.Plain(counted.Average(count => count.Rarest)));
        }

        findings.Add(Series("least", count => count.Least));
        findings.Add(Series("mean", count => count.Mean));
        findings.Add(Series("most", count => count.Most));
        findings.Add(Series("rarest", count => count.Rarest));
    }

    private TimeSeries Series(string name, Func<CopyCount, double> value) => new(name, [.. samples.Select(sample => (sample.At, value(sample.Count)))]);
}
