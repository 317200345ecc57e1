using NetMesh.Contracts.Swarms;
using NetMesh.Labs.Expressions;
using NetMesh.Labs.Runs;
using NetMesh.Labs.Worlds.Yaml;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Labs.Probes;

/// <summary>When downloads finished, of all swarms of the world or of one, of all hosts or of one group.</summary>
/// <param name="swarm">The swarm; null: all of them.</param>
/// <param name="group">Only hosts of this entry of <c>hosts</c>; null: all.</param>
internal sealed class CompletionProbe(string? swarm, string? group) : IProbe
{
    private readonly List<(TimeSpan, double)> finished = [];
    private Scene scene = null!;
    private string[] swarms = [];

    public static ProbeKind Kind { get; } = new(
        "completion", "when downloads of swarms finished, each counted from its peer's arrival; with: { swarm: one of them, hosts: one group of them }", Make)
    {
        Values =
        [
            new("first", Dimension.Time, "the fastest download"),
            new("mean", Dimension.Time, "the mean download"),
            new("median", Dimension.Time, "the middle download"),
            new("last", Dimension.Time, "the slowest download; missing while somebody has not finished"),
            new("finished", Dimension.None, "how many have finished"),
        ],
        Series = [new("finished", Dimension.None, "how many have finished so far")],
    };

    public ValueTask BeginAsync(Scene scene)
    {
        this.scene = scene;
        swarms = [.. scene.World.Swarms.Select(each => each.Name).Where(name => swarm is null || name == swarm)];
        return ValueTask.CompletedTask;
    }

    public async ValueTask SampleAsync(TimeSpan now) => finished.Add((now, (await DownloadsAsync()).Count));

    public async ValueTask EndAsync(Findings findings)
    {
        var took = await DownloadsAsync();
        took.Sort();
        findings.Add("finished", Amount.Plain(took.Count));
        findings.Add(new TimeSeries("finished", finished));
        if (took.Count == 0)
        {
            return;
        }

        findings.Add("first", Amount.Of(took[0]));
        findings.Add("mean", Amount.Seconds(took.Average(each => each.TotalSeconds)));
        findings.Add("median", Amount.Seconds((took[(took.Count - 1) / 2].TotalSeconds + took[took.Count / 2].TotalSeconds) / 2));
        var leechers = scene.World.Swarms.Where(each => swarms.Contains(each.Name)).Sum(each => each.Members.Count(member => !member.IsSeed && IsMeant(member.Address)));
        if (took.Count >= leechers)
        {
            findings.Add("last", Amount.Of(took[^1]));
        }
    }

    private static CompletionProbe Make(Section with) => new(
        with.Value("swarm", Worlds.Units.Words.Text, "") is { Length: > 0 } swarm ? swarm : null,
        with.Value("hosts", Worlds.Units.Words.Text, "") is { Length: > 0 } group ? group : null);

    private async ValueTask<List<TimeSpan>> DownloadsAsync()
    {
        var took = new List<TimeSpan>();
        foreach (var name in swarms)
        {
            var status = await scene.Mesh.AskAsync(grains => grains.GetGrain<ISwarmGrain>(name).LookAsync());
            took.AddRange(status.Finished.Where(each => IsMeant(each.Peer)).Select(each => each.Took));
        }

        return took;
    }

    private bool IsMeant(IPv4Address host) => group is null || scene.IsOfGroup(host, group);
}
