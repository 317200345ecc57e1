using NetMesh.Labs.Expressions;
using NetMesh.Labs.Oracles;
using NetMesh.Labs.Worlds.Units;
using NetMesh.Labs.Worlds.Yaml;

namespace NetMesh.Labs.Probes.Swarms;

/// <summary>What the fluid model says of the number of peers over time: theory that stands beside the series of <see cref="PresenceProbe"/>.</summary>
internal sealed class FluidModelProbe : IProbe
{
    private static readonly ValueForm<double> Seconds = new("a duration such as 5 s", TryParse);

    private readonly FluidModel model;
    private readonly List<TimeSpan> at = [];

    private FluidModelProbe(Section with) => model = new FluidModel(
        1 / with.RequiredValue("arrival", Seconds, 1),
        1 / with.RequiredValue("download", Seconds, 1),
        1 / with.RequiredValue("upload", Seconds, 1),
        1 / with.RequiredValue("seeding", Seconds, 1),
        1 / with.Value("patience", Seconds, double.PositiveInfinity),
        with.Value("effectiveness", Numbers.Decimal(0, 1), 1),
        with.Value("origin", Numbers.Decimal(0, 1000), 0));

    public static ProbeKind Kind { get; } = new(
        "fluid-model",
        "nothing: it computes the fluid model of Qiu and Srikant; with: { arrival: mean time between two, download: the file over a downlink, upload: over an uplink, "
        + "seeding: mean time, patience: mean time until a leecher gives up, effectiveness: η, origin: seeds from the start, in uplinks of the others }",
        with => new FluidModelProbe(with))
    {
        IsTheory = true,
        Series =
        [
            new("leechers", Dimension.None, "peers that lack something"),
            new("seeds", Dimension.None, "peers that have everything"),
        ],
    };

    public ValueTask SampleAsync(TimeSpan now)
    {
        at.Add(now);
        return ValueTask.CompletedTask;
    }

    public ValueTask EndAsync(Findings findings)
    {
        var (leechers, seeds) = (new List<(TimeSpan, double)>(), new List<(TimeSpan, double)>());
        foreach (var (seconds, x, y) in at is [.., var end] && end > TimeSpan.Zero ? model.Integrate(end.TotalSeconds, end.TotalSeconds / Math.Max(1, at.Count - 1)) : [])
        {
            leechers.Add((TimeSpan.FromSeconds(seconds), x));
            seeds.Add((TimeSpan.FromSeconds(seconds), y));
        }

        findings.Add(new TimeSeries("leechers", leechers));
        findings.Add(new TimeSeries("seeds", seeds));
        return ValueTask.CompletedTask;
    }

    private static bool TryParse(string text, out double seconds)
    {
        var isDuration = Durations.TryParse(text, out var duration);
        seconds = duration.TotalSeconds;
        return isDuration;
    }
}
