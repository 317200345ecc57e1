namespace NetMesh.Interop.Tests;

/// <summary>aria2c; nothing beyond this machine is asked for anything.</summary>
internal sealed class Aria : IRealClient
{
    /// <inheritdoc/>
    public Task<ProgramRun> FetchAsync(string source, string folder, string from) => ProgramRun.OfAsync(
        "aria2c", [.. Arguments(folder, from), "--seed-time=0", "--bt-stop-timeout=60", source], null, TimeSpan.FromMinutes(2));

    /// <inheritdoc/>
    public SeedingClient Seed(string torrent, string folder, string from) =>
        new(ProgramRun.Start("aria2c", [.. Arguments(folder, from), "--check-integrity=true", "--seed-ratio=0.0", torrent], null));

    private static string[] Arguments(string folder, string from) =>
    [
        "--no-conf", $"--dir={folder}", $"--interface={from}", "--enable-dht=false", "--enable-dht6=false", "--bt-enable-lpd=false",
        "--listen-port=26881-26999", "--dht-listen-port=26881-26999", "--summary-interval=0", "--console-log-level=warn", "--file-allocation=none",
    ];
}
