using System.Net.Http.Json;
using System.Text.Json;
using NetMesh.Interop.Tests;

namespace NetMesh.Tests.Dashboard;

/// <summary>Tests that look at one planet, one after the other.</summary>
[CollectionDefinition(nameof(DashboardPlanet))]
public sealed class OnDashboardPlanet : ICollectionFixture<DashboardPlanet>;

/// <summary>A planet to look at: eight homes in two regions whose uplinks take some seconds for a file, and a folder with a recording.</summary>
public sealed class DashboardPlanet : IAsyncLifetime
{
    public const string World =
        """
        name: seen
        seed: 7
        home: us-east
        regions:
          us-east: { at: [39.04, -77.49], prefix: 127.16.0.0/16 }
          eu-west: { at: [53.34, -6.26],  prefix: 127.17.0.0/16 }
        access: { home: { up: 4 Mb/s, down: 40 Mb/s, latency: 5 ms } }
        hosts:
          tracker: { region: us-east, address: 127.16.0.9, access: home, runs: tracker }
          home:    { region: all, access: home, count: 4 }
        """;

    public const string Recording = "{\"start\":{\"name\":\"s\"}}\n{\"moment\":{\"at\":0}}\n";

    private readonly string folder = Directory.CreateTempSubdirectory("netmesh-test-").FullName;

    public HttpClient Http { get; } = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };

    public RunningPlanet Planet { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var recordings = Directory.CreateDirectory(Path.Combine(folder, "data", "recordings")).FullName;
        await File.WriteAllTextAsync(Path.Combine(recordings, "small.recording.ndjson"), Recording);
        await File.WriteAllTextAsync(Path.Combine(recordings, "notes.txt"), "no recording");
        await File.WriteAllTextAsync(Path.Combine(folder, "secret.ndjson"), "secret");
        await File.WriteAllTextAsync(Path.Combine(folder, "world.yaml"), World);
        Planet = await RunningPlanet.StartAsync(["--world", Path.Combine(folder, "world.yaml")], folder);
    }

    public async Task DisposeAsync()
    {
        await Planet.DisposeAsync();
        Http.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    public Uri At(string path) => new(Planet.Control, path);

    public async Task<JsonElement> GetAsync(string path) => (await Http.GetFromJsonAsync<JsonElement>(At(path)))!;

    /// <summary>Makes and shares a file; returns the swarm's name and the path of the .torrent.</summary>
    public async Task<(string Swarm, string Torrent)> ShareAsync(string name, int length)
    {
        var torrent = await Planet.ShareAsync(Planet.MakeFile(name, length), "--peers", "1", "--region", "us-east");
        var swarms = await GetAsync("api/swarms");
        return (swarms.GetProperty("swarms").EnumerateArray().Single(swarm => swarm.GetProperty("title").GetString() == name).GetProperty("name").GetString()!, torrent);
    }

    /// <summary>The value of one series of <c>/metrics</c>, or the sum of several.</summary>
    public async Task<double> MetricAsync(string name, string label)
    {
        var page = await Http.GetStringAsync(At("metrics"));
        return page.Split('\n').Where(line => line.StartsWith(name + "{", StringComparison.Ordinal) && line.Contains(label, StringComparison.Ordinal))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture));
    }
}
