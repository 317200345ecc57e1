using System.Net;
using System.Text.Json;

namespace NetMesh.Interop.Tests;

/// <summary>
/// Three planets in processes and network namespaces of their own, joined by nothing but routed addresses: one swarm across them, over the real tracker and peer wire
/// protocols.
/// </summary>
[Collection(nameof(ThreeProcesses))]
public sealed class ThreeProcessesTests
{
    private const int Length = 32 << 20;
    private const int SlowBytesPerSecond = 256 << 10;
    private const int HardlyBytesPerSecond = 16 << 10;
    private const int UnhurriedBytesPerSecond = 3 << 20;
    private const int Noticeable = 128 << 10;
    private const int Seeds = 4;
    private const int Joined = 6;
    private const string ClientsRegion = "ap-south";

    // As deploy/worlds/three-regions.yaml has them.
    private static readonly IReadOnlyDictionary<string, IPNetwork> PrefixOf = new Dictionary<string, IPNetwork>
    {
        ["us-east"] = IPNetwork.Parse("198.18.0.0/18"),
        ["eu-west"] = IPNetwork.Parse("198.18.64.0/18"),
    };

    // With eu-west die peers; with us-east dies the tracker as well, and comes back knowing nobody.
    [RealClientTheory("aria2c", "libtorrent", "curl", RealClients.Namespaces)]
    [InlineData("eu-west", Joined)]
    [InlineData("us-east", Seeds)]
    public async Task A_client_downloads_from_peers_of_all_processes_while_one_is_killed_and_comes_back(string killed, int members)
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

        // The first client is slow, and then slower still until everything has been seen: however long a restart takes, it is not done. Whom it lets wait meanwhile is its
        // own affair (aria2c reads from one peer alone while that one gives all it may take); what counts is that those who will die have let it in.
        var first = Path.Combine(three.Folder, "first");
        var slow = three.InAsync(
            ClientsRegion,
            ["aria2c", .. Aria.ToFetch(torrent, first, "198.18.128.99"), "--bt-stop-timeout=0", $"--max-overall-download-limit={SlowBytesPerSecond}", "--enable-rpc", "--rpc-listen-port=6800"]);
        await Eventually.HoldsAsync(async () => slow.IsCompleted || await LetInAsync(three, PrefixOf[killed]), () => new(three.WrittenAsync()));

        await LimitAsync(three, HardlyBytesPerSecond);
        await three.KillAsync(killed);
        await three.StartAgainAsync(killed);
        await three.SeedingAsync(killed, infoHash, members);

        // A client that was there before need not try again for minutes with peers that did not answer while they were dead. One that comes now knows nothing of that.
        // It takes its time, or the peers next to it would give it everything before those far away have let it in; and it takes from all who let it in.
        var second = Path.Combine(three.Folder, "second");
        var late = await three.InAsync(
            ClientsRegion, [RealClients.Python, .. LibTorrent.ToFetch(torrent, second, "198.18.128.98:26881", UnhurriedBytesPerSecond)]);
        Assert.True(late.ExitCode == 0, late.Output + late.Error + await three.WrittenAsync());
        Content.AssertSame(original, Path.Combine(second, "wanted"));
        Assert.True(await three.SentAsync(killed, ClientsRegion) > Noticeable, $"nothing came from {killed} again\n{await three.WrittenAsync()}");

        Assert.False(slow.IsCompleted, "the first client should have been downloading all the while\n" + await three.WrittenAsync());
        await LimitAsync(three, 0);
        await Eventually.HoldsAsync(
            async () => (await AskAsync(three, "aria2.tellActive", """[["gid"]]""")).GetArrayLength() == 0, () => new(three.WrittenAsync()));
        await AskAsync(three, "aria2.shutdown", "[]");
        var run = await slow;
        Assert.True(run.ExitCode == 0, run.Output + run.Error + await three.WrittenAsync());
        Content.AssertSame(original, Path.Combine(first, "wanted"));
    }

    // How fast the first client may download; 0: as fast as it can.
    private static Task LimitAsync(ThreeProcesses three, int bytesPerSecond) =>
        AskAsync(three, "aria2.changeGlobalOption", $$"""[{"max-overall-download-limit":"{{bytesPerSecond}}"}]""");

    // Whether a peer among these addresses has unchoked the first client.
    private static async Task<bool> LetInAsync(ThreeProcesses three, IPNetwork peers)
    {
        var downloads = await AskAsync(three, "aria2.tellActive", """[["gid"]]""");
        if (downloads.GetArrayLength() == 0)
        {
            return false;
        }

        var known = await AskAsync(three, "aria2.getPeers", $"[{downloads[0].GetProperty("gid").GetRawText()}]");
        return known.EnumerateArray().Any(
            it => it.GetProperty("peerChoking").GetString() == "false" && peers.Contains(IPAddress.Parse(it.GetProperty("ip").GetString()!)));
    }

    // A method of aria2's JSON-RPC, and its result.
    private static async Task<JsonElement> AskAsync(ThreeProcesses three, string method, string parameters)
    {
        var question = $$"""{"jsonrpc":"2.0","id":"1","method":"{{method}}","params":{{parameters}}}""";
        var answer = await three.MustInAsync(ClientsRegion, "curl", "-sSf", "--noproxy", "*", "--retry", "60", "--retry-connrefused", "--retry-delay", "1", "-d", question, "http://127.0.0.1:6800/jsonrpc");
        return JsonDocument.Parse(answer).RootElement.GetProperty("result");
    }
}
