namespace NetMesh.Interop.Tests;

/// <summary>Real clients seed to grains that come empty-handed.</summary>
public sealed class SeedingTests(SeedingTests.EmptyPlanet empty) : IClassFixture<SeedingTests.EmptyPlanet>
{
    private const int Peers = 6;

    [RealClientTheory("aria2c", "libtorrent")]
    [InlineData("aria2c", "http", 11)]
    [InlineData("aria2c", "udp", 12)]
    [InlineData("libtorrent", "http", 13)]
    [InlineData("libtorrent", "udp", 14)]
    public async Task Grains_download_what_only_a_real_client_has_and_another_client_has_it_from_them(string client, string tracker, int seed)
    {
        var planet = empty.Planet;
        var name = $"of-{client}-{tracker}";
        var original = Content.MakeFile(planet, "seeds", name, 8 << 20, seed);
        var torrent = Path.Combine(planet.Folder, name + ".torrent");
        await LibTorrent.MakeAsync(original, torrent, tracker == "udp" ? planet.UdpTrackerUrl() : planet.TrackerUrl);

        await using (var source = RealClient.Named(client).Seed(torrent, Path.GetDirectoryName(original)!, "127.19.0.95"))
        {
            await planet.AnnouncedAsync(Content.ReadTorrent(torrent).InfoHash.ToString());
            var (swarm, hosts) = await planet.JoinAsync(torrent, "--peers", $"{Peers}");
            Assert.Equal(Peers, hosts.Count);
            await planet.SeedingAsync(swarm, Peers);
        }

        var folder = Path.Combine(planet.Folder, "copies");
        var other = client == "aria2c" ? "libtorrent" : "aria2c";
        var run = await RealClient.Named(other).FetchAsync(torrent, folder, "127.23.0.94");
        Assert.True(run.ExitCode == 0, run.Output + run.Error + planet.Written);
        Content.AssertSame(original, Path.Combine(folder, name));
    }

    /// <summary>A planet on which nothing is shared but its demonstration.</summary>
    public sealed class EmptyPlanet : IAsyncLifetime
    {
        public RunningPlanet Planet { get; private set; } = null!;

        public async Task InitializeAsync() => Planet = await RunningPlanet.StartAsync();

        public async Task DisposeAsync() => await Planet.DisposeAsync();
    }
}
