using NetMesh.Grains.Peers.Watching;
using NetMesh.Labs.Expressions;
using NetMesh.Labs.Runs;
using NetMesh.Labs.Worlds.Yaml;

namespace NetMesh.Labs.Probes.Swarms;

/// <summary>How many leechers and seeds are there.</summary>
internal sealed class PresenceProbe(Section with) : SwarmProbe(with)
{
    private readonly Presence presence = new();
    private readonly List<(TimeSpan At, double Leechers, double Seeds)> samples = [];
    private readonly SampledSum leecherSeconds = new();
    private readonly SampledSum seedSeconds = new();

    public static ProbeKind Kind { get; } = new("presence", $"how many peers are there; with: {{ {Options} }}", with => new PresenceProbe(with))
    {
        Values =
        [
            new("leechers", Dimension.None, "peers that lack something, in the mean over time"),
            new("seeds", Dimension.None, "peers that have everything, in the mean over time"),
        ],
        Series =
        [
            new("leechers", Dimension.None, "peers that lack something"),
            new("seeds", Dimension.None, "peers that have everything"),
        ],
    };

    protected override IEnumerable<ISwarmWatcher> Watch(Scene scene) => [presence];

    protected override void Sample(TimeSpan now)
    {
        samples.Add((now, presence.Leechers, presence.Seeds));
        if (IsWithin(now))
        {
            var totals = presence.Totals(Clock);
            leecherSeconds.Add(now.TotalSeconds, totals.Leechers);
            seedSeconds.Add(now.TotalSeconds, totals.Seeds);
        }
    }

    protected override void End(Findings findings)
    {
        findings.Add("leechers", Amount.Plain(leecherSeconds.Slope));
        findings.Add("seeds", Amount.Plain(seedSeconds.Slope));
        findings.Add(new TimeSeries("leechers", [.. samples.Select(sample => (sample.At, sample.Leechers))]));
        findings.Add(new TimeSeries("seeds", [.. samples.Select(sample => (sample.At, sample.Seeds))]));
    }
}
