using System.Text.Json;
using NetMesh.Interop.Tests;

namespace NetMesh.Tests.Planets;

public sealed class RestartTests : IDisposable
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false });

    private readonly string folder = Directory.CreateTempSubdirectory("netmesh-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(2)]
    [InlineData(15)]
    [InlineData(9)]
    public async Task What_was_shared_comes_back_however_the_planet_ended(int signal)
    {
        string infoHash;
        await using (var planet = await RunningPlanet.StartAsync(folder: folder))
        {
            var run = await planet.CommandAsync("share", planet.MakeFile("kept", 200_000), "--peers", "4", "--json");
            infoHash = JsonDocument.Parse(run.Output).RootElement[0].GetProperty("infoHash").GetString()!;
            if (signal == 9)
            {
                await planet.KillAsync();
            }
            else
            {
                Assert.Equal(0, await planet.StopAsync(signal));
            }
        }

        await using var again = await RunningPlanet.StartAsync(folder: folder);
        var swarm = await SwarmAsync(again, infoHash);
        Assert.Equal(4, swarm.GetProperty("seeding").GetInt32());
    }

    [Fact]
    public async Task A_folder_of_another_prefix_and_a_shared_file_that_changed_are_named()
    {
        await using (var planet = await RunningPlanet.StartAsync(folder: folder))
        {
            await planet.ShareAsync(planet.MakeFile("edited", 200_000), "--peers", "2");
            Assert.Equal(0, await planet.StopAsync());
        }

        var moved = await ProgramRun.OfNetmeshAsync(["up", "--data", Path.Combine(folder, "data"), "--prefix", "198.18.0.0/15"]);
        Assert.Equal(2, moved.ExitCode);
        Assert.Equal(
            $"netmesh: the data folder {Path.Combine(folder, "data")} is that of a planet under 127.0.0.0/8, and this one is under 198.18.0.0/15; name another with --data DIR, or start with --prefix 127.0.0.0/8\n",
            moved.Error);

        File.WriteAllBytes(Path.Combine(folder, "edited"), new byte[200_000]);
        await using var again = await RunningPlanet.StartAsync(folder: folder);
        await Eventually.HoldsAsync(
            () => Task.FromResult(again.Written.Contains("has changed since it was shared", StringComparison.Ordinal)), () => new(again.Written));
    }

    private static async Task<JsonElement> SwarmAsync(RunningPlanet planet, string infoHash)
    {
        JsonElement found = default;
        await Eventually.HoldsAsync(
            async () =>
            {
                var swarms = JsonDocument.Parse(await Http.GetStringAsync(new Uri(planet.Control, "api/swarms"))).RootElement.GetProperty("swarms");
                found = swarms.EnumerateArray().FirstOrDefault(swarm => swarm.GetProperty("infoHash").GetString() == infoHash);
                return found.ValueKind == JsonValueKind.Object && found.GetProperty("seeding").GetInt32() == 4;
            },
            () => new($"{found}\n{planet.Written}"));
        return found;
    }
}
