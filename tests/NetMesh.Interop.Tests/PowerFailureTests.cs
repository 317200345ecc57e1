namespace NetMesh.Interop.Tests;

/// <summary>The planet's process is killed without warning: what was acknowledged is there when it is back.</summary>
public sealed class PowerFailureTests
{
    [RealClientFact("aria2c")]
    public async Task A_share_that_was_acknowledged_is_back_and_a_client_downloads_it_with_the_torrent_it_has()
    {
        await using var planet = await RunningPlanet.StartAsync();
        var original = planet.MakeFile("kept", 16 << 20, 31);
        var torrent = await planet.ShareAsync(original, "--peers", "6");
        await planet.KillAsync();

        await planet.StartAgainAsync();
        await planet.SeedingAsync("shared-" + Content.ReadTorrent(torrent).InfoHash, 6);
        await AssertDownloadsAsync(planet, "aria2c", torrent, original);
    }

    [RealClientFact("libtorrent", "aria2c")]
    public async Task Peers_that_joined_are_back_with_what_they_had_and_the_real_seed_is_not_needed_again()
    {
        await using var planet = await RunningPlanet.StartAsync();
        var original = Content.MakeFile(planet, "seeds", "fetched", 16 << 20, 32);
        var torrent = Path.Combine(planet.Folder, "fetched.torrent");
        await LibTorrent.MakeAsync(original, torrent, planet.TrackerUrl, planet.UdpTrackerUrl());
        string swarm;
        await using (RealClient.Named("aria2c").Seed(torrent, Path.GetDirectoryName(original)!, "127.0.0.1"))
        {
            await planet.AnnouncedAsync(Content.ReadTorrent(torrent).InfoHash.ToString());
            (swarm, _) = await planet.JoinAsync(torrent, "--peers", "4", "--region", "eu-west");
            await planet.SeedingAsync(swarm, 4);
        }

        // A peer writes down that it has everything within a second; this takes longer.
        await AssertDownloadsAsync(planet, "libtorrent", torrent, original);
        await planet.KillAsync();
        await planet.StartAgainAsync();
        await planet.SeedingAsync(swarm, 4);
        await AssertDownloadsAsync(planet, "aria2c", torrent, original);
    }

    private static async Task AssertDownloadsAsync(RunningPlanet planet, string client, string torrent, string original)
    {
        var folder = Path.Combine(planet.Folder, "by-" + client);
        var run = await RealClient.Named(client).FetchAsync(torrent, folder, "127.0.0.1");
        Assert.True(run.ExitCode == 0, run.Output + run.Error + planet.Written);
        Content.AssertSame(original, Path.Combine(folder, Path.GetFileName(original)));
    }
}
