using YamlDotNet.RepresentationModel;

namespace NetMesh.Interop.Tests;

/// <summary>What <c>deploy/</c> gives to Prometheus and Grafana fits together.</summary>
public sealed class ProvisioningTests
{
    [Fact]
    public void Every_dashboard_asks_the_source_that_is_provisioned()
    {
        var source = (YamlScalarNode)Read("grafana-sources.yml")["datasources"][0]["uid"];
        Assert.Equal(["names.json", "planet.json", "swarm.json"], Dashboard.Files);
        Assert.All(Dashboard.Files.Select(Dashboard.Read), dashboard => Assert.All(dashboard.Sources, uid => Assert.Equal(source.Value, uid)));
        Assert.Distinct(Dashboard.Files.Select(file => Dashboard.Read(file).Uid));
    }

    [Fact]
    public void Panels_have_ids_of_their_own_and_places_that_do_not_overlap()
    {
        foreach (var panels in Dashboard.Files.Select(file => Dashboard.Read(file).Panels.ToList()))
        {
            Assert.Distinct(panels.Select(panel => panel.GetProperty("id").GetInt32()));
            Assert.Distinct(panels.SelectMany(panel =>
            {
                var place = panel.GetProperty("gridPos");
                var (left, top) = (place.GetProperty("x").GetInt32(), place.GetProperty("y").GetInt32());
                Assert.InRange(left + place.GetProperty("w").GetInt32(), 1, 24);
                return from x in Enumerable.Range(left, place.GetProperty("w").GetInt32())
                       from y in Enumerable.Range(top, place.GetProperty("h").GetInt32())
                       select (x, y);
            }));
        }
    }

    [Fact]
    public void Dashboards_are_what_the_provisioned_Grafana_reads()
    {
        // From version 36 of the format on, every reference to a source is an object with its uid; 41 is the newest that the provisioned Grafana 12 reads.
        foreach (var dashboard in Dashboard.Files.Select(Dashboard.Read))
        {
            Assert.InRange(dashboard.SchemaVersion, 36, 41);
            Assert.All(dashboard.Panels, panel =>
            {
                Assert.Equal("timeseries", panel.GetProperty("type").GetString());
                Assert.Equal("prometheus", panel.GetProperty("datasource").GetProperty("type").GetString());
                Assert.NotEqual("", panel.GetProperty("title").GetString());
                Assert.Distinct(panel.GetProperty("targets").EnumerateArray().Select(target => target.GetProperty("refId").GetString()));
            });
        }
    }

    [Fact]
    public void Every_variable_of_a_dashboard_is_used_and_every_one_used_is_there()
    {
        foreach (var dashboard in Dashboard.Files.Select(Dashboard.Read))
        {
            Assert.Equal(dashboard.Variables.Select(variable => variable.Name).Order(StringComparer.Ordinal), dashboard.Used.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Grafana_finds_the_dashboards_where_the_container_has_them()
    {
        var provider = (YamlScalarNode)Read("grafana-dashboards.yml")["providers"][0]["options"]["path"];
        Assert.Contains($"- ./grafana:{provider.Value}:ro\n", File.ReadAllText(Repository.PathOf("docker-compose.yml")), StringComparison.Ordinal);
    }

    [RealClientFact("promtool")]
    public async Task Prometheus_accepts_its_configuration()
    {
        var run = await ProgramRun.OfAsync("promtool", ["check", "config", Repository.PathOf("deploy", "prometheus.yml")]);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
    }

    private static YamlNode Read(string file)
    {
        using var reader = File.OpenText(Repository.PathOf("deploy", file));
        var yaml = new YamlStream();
        yaml.Load(reader);
        return yaml.Documents[0].RootNode;
    }
}
