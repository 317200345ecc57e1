using System.Text.Json;
using NetMesh.Interop.Tests;

namespace NetMesh.Tests.Planets;

/// <summary>Members of a world's swarm come and go as its file says, on the wall clock too.</summary>
public sealed class ChurnTests
{
    private const string World =
        """
        name: churn
        regions: { here: { at: [0, 0], prefix: 127.16.0.0/16 } }
        hosts:
          tracker: { region: here, address: 127.16.0.9, runs: tracker }
          home: { region: here, count: 2 }
        swarms:
          film: { content: 256 KiB, tracker: tracker, seeds: { count: 1, on: home }, leechers: { count: 1, on: home }, seeding: exponential mean 100 ms }
        """;

    [Fact]
    public async Task Who_has_finished_seeds_for_as_long_as_the_world_says_and_leaves()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("netmesh-test-").FullName, "churn.yaml");
        await File.WriteAllTextAsync(file, World);
        await using var planet = await RunningPlanet.StartAsync(["--world", file]);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var seen = "";
        await Eventually.HoldsAsync(
            async () =>
            {
                seen = await http.GetStringAsync(new Uri(planet.Control, "api/swarms"));
                var film = JsonDocument.Parse(seen).RootElement.GetProperty("swarms")[0];
                return (film.GetProperty("completions").GetInt32(), film.GetProperty("seeding").GetInt32(), film.GetProperty("away").GetInt32()) == (1, 1, 1);
            },
            () => new($"{seen}\n{planet.Written}"));
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }
}
