using NetMesh.Grains.Peers.Watching;
using NetMesh.Labs.Expressions;
using NetMesh.Labs.Runs;
using NetMesh.Labs.Worlds.Yaml;

namespace NetMesh.Labs.Probes.Swarms;

/// <summary>What part of the peers' uplinks is used.</summary>
internal sealed class UplinksProbe(Section with) : SwarmProbe(with)
{
    private readonly List<(TimeSpan, double)> samples = [];
    private readonly SampledSum all = new();
    private readonly SampledSum counted = new();
    private UplinkUse use = null!;

    public static ProbeKind Kind { get; } = new("uplinks", $"what part of the present peers' uplinks carries payload; with: {{ {Options} }}", with => new UplinksProbe(with))
    {
        Values = [new("use", Dimension.None, "in the mean over time; headers and protocol messages take some 4 % that cannot be used")],
        Series = [new("use", Dimension.None, "since the sample before")],
    };

    protected override IEnumerable<ISwarmWatcher> Watch(Scene scene) => [use = new UplinkUse(scene.Mesh.Map)];

    protected override void Sample(TimeSpan now)
    {
        var (couldSend, sent) = use.Totals(Clock);
        samples.Add((now, all.Add(couldSend, sent)));
        if (IsWithin(now))
        {
            counted.Add(couldSend, sent);
        }
    }

    protected override void End(Findings findings)
    {
        findings.Add("use", Amount.Plain(counted.Slope));
        findings.Add(new TimeSeries("use", samples));
    }
}
