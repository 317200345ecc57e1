using System.Globalization;

namespace NetMesh.Interop.Tests;

/// <summary>libtorrent with Debian's own interpreter; what it does is in <c>libtorrent_client.py</c>.</summary>
internal sealed class LibTorrent : IRealClient
{
    private static string Script => Path.Combine(AppContext.BaseDirectory, "libtorrent_client.py");

    /// <summary>Makes a .torrent as this client makes it.</summary>
    public static async Task MakeAsync(string content, string torrent, params IEnumerable<string> trackers)
    {
        var run = await ProgramRun.OfAsync(RealClients.Python, [Script, "make", content, torrent, .. trackers]);
        Assert.True(run.ExitCode == 0, run.Error);
    }

    /// <inheritdoc/>
    public Task<ProgramRun> FetchAsync(string source, string folder, string from) => ProgramRun.OfAsync(
        RealClients.Python, ToFetch(source, folder, Listen(from)));

    /// <summary>With what the interpreter is started to download everything, check it and end.</summary>
    /// <param name="source">A .torrent or magnet link.</param>
    /// <param name="folder">Where it goes.</param>
    /// <param name="listen">The client's own address and port.</param>
    /// <param name="bytesPerSecond">How fast it may download, shared fairly among its peers; 0: as fast as it can.</param>
    public static string[] ToFetch(string source, string folder, string listen, int bytesPerSecond = 0) =>
        [Script, "fetch", listen, source, folder, bytesPerSecond.ToString(CultureInfo.InvariantCulture)];

    /// <inheritdoc/>
    public SeedingClient Seed(string torrent, string folder, string from) =>
        new(ProgramRun.Start(RealClients.Python, [Script, "seed", Listen(from), torrent, folder], null));

    private static string Listen(string from) => string.Create(CultureInfo.InvariantCulture, $"{from}:{FreePorts.One()}");
}
