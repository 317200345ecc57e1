namespace NetMesh.Interop.Tests;

/// <summary>aria2c; nothing beyond this machine is asked for anything.</summary>
internal sealed class Aria : IRealClient
{
    /// <inheritdoc/>
    public Task<ProgramRun> FetchAsync(string source, string folder, string from) => ProgramRun.OfAsync(
        "aria2c", ToFetch(source, folder, from));

    /// <summary>What it is started with to download everything, check it and end.</summary>
    public static string[] ToFetch(string source, string folder, string from, string ports = "26881-26999") =>
        [.. Arguments(folder, from, ports), "--seed-time=0", "--bt-stop-timeout=120", source];

    /// <inheritdoc/>
    public SeedingClient Seed(string torrent, string folder, string from) =>
        new(ProgramRun.Start("aria2c", [.. Arguments(folder, from), "--check-integrity=true", "--seed-ratio=0.0", torrent], null));

    // It speaks to UDP trackers from its DHT's socket, so there is a DHT; nobody is at its only entry point.
    private static string[] Arguments(string folder, string from, string ports = "26881-26999") =>
    [
        "--no-conf", $"--dir={folder}", $"--interface={from}", "--disable-ipv6=true", "--enable-dht6=false", "--bt-enable-lpd=false",
        "--enable-dht=true", "--dht-entry-point=127.0.0.1:9", $"--dht-file-path={folder}.dht",
        $"--listen-port={ports}", $"--dht-listen-port={ports}", "--summary-interval=0", "--console-log-level=warn", "--file-allocation=none",
    ];
}
