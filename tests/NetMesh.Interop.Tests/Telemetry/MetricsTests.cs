using System.Text.RegularExpressions;

namespace NetMesh.Interop.Tests;

/// <summary>What a live planet serves at <c>/metrics</c> is what the page says, and every panel of the dashboards shows something.</summary>
public sealed partial class MetricsTests(WatchedPlanet watched) : IClassFixture<WatchedPlanet>
{
    /// <summary>Panels that show a zero while all is well: nothing was lost, nobody waits, nobody has everything yet, and nobody forges answers.</summary>
    private static readonly string[] MayBeZero = ["Drops by path", "Grains: queues", "Completions", "Foreign answers"];

    private RunningPlanet Planet => watched.Planet;

    [Fact]
    public async Task The_page_lists_every_metric_with_its_kind_and_labels()
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var served = await http.GetStringAsync(new Uri(Planet.Control, "metrics"));
        var listed = Row().Matches(await File.ReadAllTextAsync(Repository.PathOf("docs", "telemetry.md")))
            .ToDictionary(row => row.Groups["name"].Value, row => (Kind: row.Groups["kind"].Value, Labels: Word().Matches(row.Groups["labels"].Value).Select(label => label.Value)));

        Assert.Equal(
            Type().Matches(served).Select(type => $"{type.Groups["name"].Value} {type.Groups["kind"].Value}").Order(StringComparer.Ordinal),
            listed.Select(row => $"{row.Key} {row.Value.Kind}").Order(StringComparer.Ordinal));
        var samples = Sample().Matches(served);
        Assert.NotEmpty(samples);
        Assert.All(samples, sample => Assert.Equal(
            listed[MetricOf(sample.Groups["name"].Value)].Labels, Label().Matches(sample.Groups["labels"].Value).Select(label => label.Groups["name"].Value).Where(label => label != "le")));

        // A histogram has samples of three kinds, those of one with a label more.
        string MetricOf(string name) =>
            name[..name.LastIndexOf('_')] is var histogram && listed.TryGetValue(histogram, out var metric) && metric.Kind == "histogram" ? histogram : name;
    }

    [RealClientFact("promtool")]
    public async Task Prometheus_has_nothing_against_the_text()
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var served = await http.GetAsync(new Uri(Planet.Control, "metrics"));
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", served.Content.Headers.ContentType?.ToString());
        var text = Path.Combine(Planet.Folder, "metrics.txt");
        await File.WriteAllBytesAsync(text, await served.Content.ReadAsByteArrayAsync());
        var run = await ProgramRun.OfAsync("bash", ["-c", "promtool check metrics < \"$0\"", text]);
        Assert.True(run is { ExitCode: 0, Output: "", Error: "" }, run.Output + run.Error);
    }

    [RealClientFact("prometheus")]
    public async Task Prometheus_reads_a_name_as_it_was_given()
    {
        await using var prometheus = await Prometheus.StartAsync($"127.0.0.1:{Planet.ControlPort}");
        await Eventually.HoldsAsync(async () => (await prometheus.LabelValuesAsync("netmesh_swarm_peers", "swarm")).Count > 1);
        Assert.Equal(["film.bin", WatchedPlanet.OddName], await prometheus.LabelValuesAsync("netmesh_swarm_peers", "swarm"));
    }

    [RealClientFact("prometheus")]
    public async Task No_panel_of_any_dashboard_is_empty_while_a_swarm_is_under_way()
    {
        await using var prometheus = await Prometheus.StartAsync($"127.0.0.1:{Planet.ControlPort}");
        foreach (var dashboard in Dashboard.Files.Select(Dashboard.Read))
        {
            var values = new Dictionary<string, string> { ["__rate_interval"] = "1m" };
            foreach (var (name, metric, label) in dashboard.Variables)
            {
                await Eventually.HoldsAsync(async () => (await prometheus.LabelValuesAsync(metric, label)).Count > 0);
                values[name] = (await prometheus.LabelValuesAsync(metric, label))[0];
            }

            foreach (var (title, query) in dashboard.Queries)
            {
                var asked = Variable().Replace(query, variable => values[variable.Groups["name"].Value]);
                await prometheus.AnswerAsync(MayBeZero.Contains(title) ? asked : $"({asked}) > 0");
            }
        }
    }

    [RealClientFact("prometheus")]
    public async Task Prometheus_sees_the_swarm_as_it_is()
    {
        await using var prometheus = await Prometheus.StartAsync($"127.0.0.1:{Planet.ControlPort}");
        await HoldsAsync($"sum(netmesh_swarm_peers{{swarm=\"film.bin\"}}) == {WatchedPlanet.Peers}");
        await HoldsAsync($"netmesh_swarm_pieces == {WatchedPlanet.Pieces}");
        await HoldsAsync("netmesh_swarm_peers{state=\"seeding\"} == 1");
        await HoldsAsync("netmesh_swarm_piece_copies_min >= 1 and netmesh_swarm_piece_copies_mean > 1 and netmesh_swarm_piece_copies_max > netmesh_swarm_piece_copies_min");
        await HoldsAsync("netmesh_swarm_rarest_pieces >= 1 and netmesh_swarm_rarest_pieces < netmesh_swarm_pieces");
        await HoldsAsync("sum by (kind) (netmesh_swarm_unchokes_total{kind=\"optimistic\"}) > 0");
        await HoldsAsync("sum(rate(netmesh_swarm_received_bytes_total{source=\"other-regions\"}[1m])) > 0");

        Task HoldsAsync(string condition) => prometheus.AnswerAsync(condition);
    }

    [GeneratedRegex(@"^\| `(?<name>netmesh_\w+)` \| (?<kind>\w+) \|(?<labels>[^|]*)\|", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 60_000)]
    private static partial Regex Row();

    [GeneratedRegex(@"\w+", RegexOptions.None, 60_000)]
    private static partial Regex Word();

    [GeneratedRegex(@"^# TYPE (?<name>\w+) (?<kind>\w+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 60_000)]
    private static partial Regex Type();

    [GeneratedRegex(@"^(?<name>netmesh_\w+)(\{(?<labels>.*)\})? ", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 60_000)]
    private static partial Regex Sample();

    [GeneratedRegex("(?<name>\\w+)=\"", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex Label();

    [GeneratedRegex(@"\$(?<name>\w+)", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex Variable();
}
