using System.Text.Json;

namespace NetMesh.Interop.Tests;

/// <summary>
/// Three planets in processes and network namespaces of their own, joined by nothing but routed addresses: one swarm across them, over the real tracker and peer wire
/// protocols.
/// </summary>
public sealed class ThreeProcessesTests
{
    private const int Length = 32 << 20;
    private const int SlowBytesPerSecond = 256 << 10;
    private const int Noticeable = 128 << 10;
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

        // From here on, what the other regions send there goes to the client, which is slow until everything has been seen: however long a restart takes, it is not done.
        var before = await three.SentAsync(killed, ClientsRegion);
        var folder = Path.Combine(three.Folder, "downloads");
        var download = three.InAsync(
            ClientsRegion,
            [
                "aria2c", .. Aria.ToFetch(torrent, folder, "198.18.128.99"), $"--bt-tracker-interval={announceSeconds}", "--bt-stop-timeout=0",
                $"--max-overall-download-limit={SlowBytesPerSecond}", "--enable-rpc", "--rpc-listen-port=6800",
            ]);
        await Eventually.HoldsAsync(async () => download.IsCompleted || await three.SentAsync(killed, ClientsRegion) - before > Noticeable);

        await three.KillAsync(killed);
        await three.StartAgainAsync(killed);

        // A peer that cannot reach the client at once tries again after 15 s, then after 30 s more, and asks the tracker again after a minute.
        await Eventually.HoldsAsync(async () => download.IsCompleted || await three.SentAsync(killed, ClientsRegion) > Noticeable, TimeSpan.FromSeconds(150));
        Assert.False(download.IsCompleted, "the client should still be downloading, from the process that came back too\n" + await three.WrittenAsync());

        await AskAsync(three, "aria2.changeGlobalOption", """[{"max-overall-download-limit":"0"}]""");
        await Eventually.HoldsAsync(async () => (await AskAsync(three, "aria2.tellActive", """[["gid"]]""")).GetArrayLength() == 0);
        await AskAsync(three, "aria2.shutdown", "[]");
        var run = await download;
        Assert.True(run.ExitCode == 0, run.Output + run.Error + await three.WrittenAsync());
        Content.AssertSame(original, Path.Combine(folder, "wanted"));
    }
    // A method of aria2's JSON-RPC, and its result.
    private static async Task<JsonElement> AskAsync(ThreeProcesses three, string method, string parameters)
    {
        var question = $$"""{"jsonrpc":"2.0","id":"1","method":"{{method}}","params":{{parameters}}}""";
        var answer = await three.MustInAsync(ClientsRegion, "curl", "-sSf", "--noproxy", "*", "-d", question, "http://127.0.0.1:6800/jsonrpc");
        return JsonDocument.Parse(answer).RootElement.GetProperty("result");
    }
}
