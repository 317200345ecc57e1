using System.Text.RegularExpressions;

namespace NetMesh.Interop.Tests;

/// <summary>What a live planet serves at <c>/metrics</c> is what the page says, and every panel of the dashboards shows something.</summary>
public sealed partial class MetricsTests(WatchedPlanet watched) : IClassFixture<WatchedPlanet>
{
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
        Assert.All(samples, sample => Assert.Equal(listed[sample.Groups["name"].Value].Labels, Label().Matches(sample.Groups["labels"].Value).Select(label => label.Groups["name"].Value)));
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

            foreach (var query in dashboard.Queries)
            {
                await prometheus.AnswerAsync(Variable().Replace(query, variable => values[variable.Groups["name"].Value]));
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
