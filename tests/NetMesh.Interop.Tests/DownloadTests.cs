namespace NetMesh.Interop.Tests;

/// <summary>Real clients download from grains.</summary>
public sealed class DownloadTests(DownloadTests.SharingPlanet sharing) : IClassFixture<DownloadTests.SharingPlanet>
{
    [RealClientTheory("aria2c", "libtorrent")]
    [InlineData("aria2c", "http", "127.0.0.1", "us-east")]
    [InlineData("aria2c", "udp", "127.26.0.97", "ap-southeast")]
    [InlineData("libtorrent", "http", "127.17.0.98", "eu-west")]
    [InlineData("libtorrent", "udp", "127.24.0.99", "af-south")]
    public async Task A_file_comes_whole_over_either_tracker_to_the_region_that_the_client_stands_in(string client, string tracker, string from, string region)
    {
        var planet = sharing.Planet;
        var url = tracker == "udp" ? planet.UdpTrackerUrl() : planet.TrackerUrl;
        var torrent = Content.Retrack(sharing.Torrent, Path.Combine(planet.Folder, $"{client}-{tracker}.torrent"), url);
        var folder = Path.Combine(planet.Folder, $"{client}-{tracker}");
        var before = await SentAsync();

        var run = await RealClient.Named(client).FetchAsync(torrent, folder, from);

        Assert.True(run.ExitCode == 0, run.Output + run.Error + planet.Written);
        Content.AssertSame(sharing.Original, Path.Combine(folder, "some-big-file"));

        // The client may have read, checked and ended before the last bytes are counted.
        await Eventually.HoldsAsync(async () => await SentAsync() - before >= SharingPlanet.Length, async () => $"{before}, then {await SentAsync()}");

        // And no byte is counted twice; of its last pieces a client may ask several peers at once, the more of them the slower the machine is.
        Assert.InRange(await SentAsync() - before, SharingPlanet.Length, 1.9 * SharingPlanet.Length);

        Task<double> SentAsync() => planet.MetricAsync("netmesh_gateway_bytes", "protocol=\"peer-wire\"", $"region=\"{region}\"", "direction=\"out\"");
    }

    [RealClientTheory("aria2c", "libtorrent")]
    [InlineData("aria2c")]
    [InlineData("libtorrent")]
    public async Task A_magnet_link_is_all_that_a_client_needs(string client)
    {
        var folder = Path.Combine(sharing.Planet.Folder, $"{client}-magnet");
        var run = await RealClient.Named(client).FetchAsync(sharing.Magnet, folder, "127.22.0.96");
        Assert.True(run.ExitCode == 0, run.Output + run.Error + sharing.Planet.Written);
        Content.AssertSame(sharing.Original, Path.Combine(folder, "some-big-file"));
    }

    /// <summary>A planet that shares one file.</summary>
    public sealed class SharingPlanet : IAsyncLifetime
    {
        internal const int Length = 32 << 20;

        public RunningPlanet Planet { get; private set; } = null!;

        public string Original { get; private set; } = "";

        public string Torrent { get; private set; } = "";

        public string Magnet { get; private set; } = "";

        public async Task InitializeAsync()
        {
            Planet = await RunningPlanet.StartAsync();
            Original = Planet.MakeFile("some-big-file", Length);
            var run = await Planet.CommandAsync("share", Original, "--peers", "20");
            Assert.True(run.ExitCode == 0, run.Error + Planet.Written);
            Torrent = Path.Combine(Planet.Folder, "some-big-file.torrent");
            Magnet = run.Output.Split('\n').First(line => line.StartsWith("magnet:", StringComparison.Ordinal));
        }

        public async Task DisposeAsync() => await Planet.DisposeAsync();
    }
}
