using System.Security.Cryptography;

namespace NetMesh.Interop.Tests;

public sealed class AriaTests
{
    [RealClientFact("aria2c")]
    public async Task Aria2c_downloads_a_shared_file_over_the_http_tracker_and_its_hash_is_right()
    {
        await using var planet = await RunningPlanet.StartAsync();
        var original = planet.MakeFile("some-big-file", 64 << 20);
        var torrent = await planet.ShareAsync(original, "--peers", "20");

        var downloads = Path.Combine(planet.Folder, "downloads");
        var run = await ProgramRun.OfAsync("aria2c", [.. Aria.Arguments(downloads), torrent], planet.Folder, TimeSpan.FromMinutes(3));

        Assert.True(run.ExitCode == 0, run.Output + run.Error + planet.Written);
        Assert.Equal(Sha1(original), Sha1(Path.Combine(downloads, "some-big-file")));
    }

    private static string Sha1(string path) => Convert.ToHexString(SHA1.HashData(File.ReadAllBytes(path)));
}

/// <summary>How tests call aria2c.</summary>
internal static class Aria
{
    /// <summary>Downloads, checks, stops; nothing beyond this machine is asked for anything.</summary>
    public static string[] Arguments(string downloads) =>
    [
        "--no-conf", $"--dir={downloads}", "--seed-time=0", "--enable-dht=false", "--enable-dht6=false", "--bt-enable-lpd=false",
        "--enable-peer-exchange=false", "--listen-port=26881-26999", "--summary-interval=0", "--console-log-level=warn",
        "--bt-stop-timeout=60", "--file-allocation=none",
    ];
}
