namespace NetMesh.Interop.Tests;

/// <summary>
/// Three planets in processes and network namespaces of their own, joined by nothing but routed addresses: one swarm across them, over the real tracker and peer wire
/// protocols.
/// </summary>
public sealed class ThreeProcessesTests
{
    private const int Length = 32 << 20;
    private const int SpeedLimit = 2 << 20;
    private const int Seeds = 4;
    private const int Joined = 6;
    private const string ClientsRegion = "ap-south";

    // With eu-west die peers that the tracker leads back to the client. With us-east dies the tracker itself: then the client must ask it again. (It must not ask
    // while others are dead whom the tracker still lists: aria2 would find nobody there, and not speak to those addresses for minutes.)
    [RealClientTheory("aria2c", "curl", RealClients.Namespaces)]
    [InlineData("eu-west", 600)]
    [InlineData("us-east", 2)]
    public async Task A_client_downloads_from_peers_of_all_processes_while_one_is_killed_and_comes_back(string killed, int announceSeconds)
    {
        await using var three = await ThreeProcesses.StartAsync();
        var original = Path.Combine(three.Folder, "wanted");
        var bytes = new byte[Length];
        new Random(61).NextBytes(bytes);
        File.WriteAllBytes(original, bytes);
        await three.MustInAsync("us-east", "netmesh", "share", original, "--peers", $"{Seeds}");
        var torrent = original + ".torrent";
        var infoHash = Content.ReadTorrent(torrent).InfoHash.ToString();
        foreach (var region in (string[])["eu-west", ClientsRegion])
        {
            await three.MustInAsync(region, "netmesh", "join", torrent, "--peers", $"{Joined}");
        }

        await three.SeedingAsync("eu-west", infoHash, Joined);
        await three.SeedingAsync(ClientsRegion, infoHash, Joined);

        // From here on, what the other regions send there goes to the client.
        var before = await three.SentAsync(killed, ClientsRegion);
        var folder = Path.Combine(three.Folder, "downloads");
        var download = three.InAsync(
            ClientsRegion,
            ["aria2c", .. Aria.ToFetch(torrent, folder, "198.18.128.99"), $"--max-overall-download-limit={SpeedLimit}", $"--bt-tracker-interval={announceSeconds}"]);
        await Eventually.HoldsAsync(async () => download.IsCompleted || await three.SentAsync(killed, ClientsRegion) - before > 1 << 20);

        await three.KillAsync(killed);
        await three.StartAgainAsync(killed);
        await Eventually.HoldsAsync(async () => download.IsCompleted || await three.SentAsync(killed, ClientsRegion) > 1 << 20);
        Assert.False(download.IsCompleted, "the client should still be downloading, from the process that came back too\n" + await three.WrittenAsync());

        var run = await download;
        Assert.True(run.ExitCode == 0, run.Output + run.Error + await three.WrittenAsync());
        Content.AssertSame(original, Path.Combine(folder, "wanted"));
    }
}
