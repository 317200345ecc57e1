using NetMesh.Grains.Peers.Watching;
using NetMesh.Labs.Expressions;
using NetMesh.Labs.Runs;
using NetMesh.Labs.Worlds.Yaml;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Labs.Probes.Swarms;

/// <summary>How the downloads of some peers went, of those that came in some part of the run.</summary>
internal sealed class DownloadsProbe(Section with) : SwarmProbe(with)
{
    private readonly PeerChoice choice = PeerChoice.Read(with, "who", "hosts", PeerKind.Leechers);
    private readonly Downloads downloads = new();
    private readonly List<(TimeSpan, double)> finished = [];
    private IReadOnlySet<IPv4Address> chosen = null!;

    public static ProbeKind Kind { get; } = new(
        "downloads",
        $"how downloads went of peers that came between 'from' and 'until'; with: {{ who: kind of peers, hosts: one group of them, {Options} }}",
        with => new DownloadsProbe(with))
    {
        Values =
        [
            new("mean", Dimension.Time, "the mean download of those that finished, each counted from its peer's coming"),
            new("median", Dimension.Time, "the middle one"),
            new("first", Dimension.Time, "the fastest one"),
            new("last", Dimension.Time, "the slowest one; missing while somebody is still at it"),
            new("came", Dimension.None, "how many came"),
            new("finished", Dimension.None, "how many of them finished"),
            new("finished-share", Dimension.None, "the share that did"),
            new("gave-up", Dimension.None, "how many left before that"),
        ],
        Series = [new("finished", Dimension.None, "how many have finished so far")],
    };

    protected override IEnumerable<ISwarmWatcher> Watch(Scene scene)
    {
        chosen = choice.Of(scene, Swarm);
        return [downloads];
    }

    protected override void Sample(TimeSpan now) => finished.Add((now, Chosen().Count(one => one.Finished is not null)));

    protected override void End(Findings findings)
    {
        var came = Chosen().ToList();
        var took = came.Where(one => one.Took is not null).Select(one => one.Took!.Value.TotalSeconds).Order().ToList();
        var gaveUp = came.Count(one => one is { Finished: null, Left: not null });
        findings.Add("came", Amount.Plain(came.Count));
        findings.Add("finished", Amount.Plain(took.Count));
        findings.Add("finished-share", Amount.Plain((double)took.Count / came.Count));
        findings.Add("gave-up", Amount.Plain(gaveUp));
        findings.Add(new TimeSeries("finished", finished));
        if (took.Count > 0)
        {
            findings.Add("mean", Amount.Seconds(took.Average()));
            findings.Add("median", Amount.Seconds((took[(took.Count - 1) / 2] + took[took.Count / 2]) / 2));
            findings.Add("first", Amount.Seconds(took[0]));
            if (took.Count + gaveUp == came.Count)
            {
                findings.Add("last", Amount.Seconds(took[^1]));
            }
        }
    }

    private IEnumerable<DownloadRecord> Chosen() => downloads.All.Where(one => IsWithin(one.Came - Began) && chosen.Contains(one.Peer.Listen.Address));
}
