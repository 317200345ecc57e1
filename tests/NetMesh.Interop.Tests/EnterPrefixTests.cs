namespace NetMesh.Interop.Tests;

/// <summary>A planet that is no part of this machine's own network: clients are on it, or nowhere.</summary>
public sealed class EnterPrefixTests(EnterPrefixTests.ElsewherePlanet elsewhere) : IClassFixture<EnterPrefixTests.ElsewherePlanet>
{
    [RealClientTheory("transmission-daemon", "aria2c", "libtorrent", RealClients.Enter)]
    [InlineData("transmission")]
    [InlineData("aria2c")]
    [InlineData("libtorrent")]
    public async Task Clients_that_refuse_loopback_peers_and_others_download_whole_from_grains(string client)
    {
        var planet = elsewhere.Planet;
        var folder = Path.Combine(planet.Folder, client);
        var run = await planet.EnterAsync("eu-west", client switch
        {
            "transmission" => Transmission.ToFetch(elsewhere.Torrent, folder),
            "aria2c" => ["aria2c", .. Aria.ToFetch(elsewhere.Torrent, folder, "0.0.0.0")],
            _ => [RealClients.Python, .. LibTorrent.ToFetch(elsewhere.Torrent, folder, "0.0.0.0:6881")],
        });
        Assert.True(run.ExitCode == 0, run.Output + run.Error + planet.Written);
        Content.AssertSame(elsewhere.Original, Path.Combine(folder, "elsewhere-file"));
    }

    [RealClientFact("curl", RealClients.Enter)]
    public async Task A_command_stands_in_its_regions_part_of_the_prefix_and_this_machine_does_not()
    {
        string[] curl = ["curl", "-sS", "--noproxy", "*", "-m", "9", "-w", "%{http_code} %{local_ip}", "-o", Path.Combine(elsewhere.Planet.Folder, "answer"), "http://198.18.32.9:6969/announce"];
        var run = await elsewhere.Planet.EnterAsync("eu-west", curl);
        Assert.True(run.ExitCode == 0, run.Error + elsewhere.Planet.Written);
        Assert.Matches(@"^200 198\.18\.64\.\d+$", run.Output);
        Assert.Contains("are not this machine's: it is reached by netmesh enter alone", elsewhere.Planet.Written, StringComparison.Ordinal);
    }

    /// <summary>A planet in a prefix that is kept for such purposes (RFC 2544), and shares one file.</summary>
    public sealed class ElsewherePlanet : IAsyncLifetime
    {
        public RunningPlanet Planet { get; private set; } = null!;

        public string Original { get; private set; } = "";

        public string Torrent { get; private set; } = "";

        public async Task InitializeAsync()
        {
            Planet = await RunningPlanet.StartAsync(["--prefix", "198.18.0.0/15"]);
            Original = Planet.MakeFile("elsewhere-file", 1 << 20, 78);
            Torrent = await Planet.ShareAsync(Original, "--peers", "8");
        }

        public async Task DisposeAsync() => await Planet.DisposeAsync();
    }
}
