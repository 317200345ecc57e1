using NetMesh.Grains.Peers.Watching;
using NetMesh.Labs.Expressions;
using NetMesh.Labs.Runs;
using NetMesh.Labs.Worlds.Yaml;

namespace NetMesh.Labs.Probes.Swarms;

/// <summary>How many peers have something that others want. Of several swarms it means nothing: name one where the world has more.</summary>
internal sealed class EntropyProbe(Section with) : SwarmProbe(with)
{
    private readonly PeerInterest interest = new();
    private readonly List<(TimeSpan At, double Share)> samples = [];

    public static ProbeKind Kind { get; } = new(
        "entropy", $"of every two peers that lack something, the share of those of which one has a piece that the other lacks; with: {{ {Options} }}", with => new EntropyProbe(with))
    {
        Values =
        [
            new("mean", Dimension.None, "in the mean over time; 1: everybody has something for everybody"),
            new("least", Dimension.None, "at its lowest"),
        ],
        Series = [new("share", Dimension.None, "at that moment; none while there are fewer than two such peers")],
    };

    protected override IEnumerable<ISwarmWatcher> Watch(Scene scene) => [interest];

    protected override void Sample(TimeSpan now)
    {
        if (interest.Share is { } share)
        {
            samples.Add((now, share));
        }
    }

    protected override void End(Findings findings)
    {
        findings.Add(new TimeSeries("share", samples));
        var counted = samples.Where(sample => IsWithin(sample.At)).Select(sample => sample.Share).ToList();
        if (counted.Count > 0)
        {
            findings.Add("mean", Amount.Plain(counted.Average()));
            findings.Add("least", Amount.Plain(counted.Min()));
        }
    }
}
