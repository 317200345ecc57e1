namespace NetMesh.Interop.Tests;

/// <summary>Grains and both real clients in one swarm.</summary>
public sealed class MixedSwarmTests
{
    [RealClientFact("aria2c", "libtorrent")]
    public async Task A_folder_comes_whole_to_grains_aria2_and_libtorrent_that_fetch_it_together()
    {
        await using var planet = await RunningPlanet.StartAsync();
        var original = Path.Combine(planet.Folder, "album");
        Content.MakeFile(planet, "album", "cover", 3_000_001, 21);
        Content.MakeFile(planet, "album/first side", "track 1", 9_999_999, 22);
        Content.MakeFile(planet, "album/first side", "track 2", 12_345_678, 23);
        Content.MakeFile(planet, "album/notes/é", "empty", 0, 24);
        var torrent = await planet.ShareAsync(original, "--peers", "3");
        var (swarm, _) = await planet.JoinAsync(torrent, "--peers", "5");

        var runs = await Task.WhenAll(FetchAsync("aria2c", "127.18.0.93"), FetchAsync("libtorrent", "127.21.0.92"));

        Assert.All(runs, run => Assert.True(run.ExitCode == 0, run.Output + run.Error + planet.Written));
        Content.AssertSame(original, Path.Combine(planet.Folder, "by-aria2c", "album"));
        Content.AssertSame(original, Path.Combine(planet.Folder, "by-libtorrent", "album"));
        await planet.SeedingAsync(swarm, 5);

        Task<ProgramRun> FetchAsync(string client, string from) =>
            RealClient.Named(client).FetchAsync(torrent, Path.Combine(planet.Folder, "by-" + client), from);
    }
}
