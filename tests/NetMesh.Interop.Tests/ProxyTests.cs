using System.Globalization;
using System.Text.Json;

namespace NetMesh.Interop.Tests;

/// <summary>Real clients that stand in a region because they use its proxy.</summary>
public sealed class ProxyTests(ProxyTests.ProxiedPlanet proxied) : IClassFixture<ProxyTests.ProxiedPlanet>
{
    private const string Announce =
        "/announce?info_hash=%00%01%02%03%04%05%06%07%08%09%0a%0b%0c%0d%0e%0f%10%11%12%13&peer_id=aaaaaaaaaaaaaaaaaaaa&port=7000&left=1&uploaded=0&downloaded=0&compact=1";

    // Both ways along the great circle between Virginia and Singapore, 15,500 km, at the speed of light in a fibre; once to connect, once to ask. The map says 1.8 times
    // that, because cables are longer.
    private const double DistantSeconds = 2 * 0.155 * 1.7;

    private RunningPlanet Planet => proxied.Planet;

    [RealClientTheory("curl")]
    [InlineData("127.16.0.9", "--socks5", "127.0.0.1")]
    [InlineData("tracker", "--socks5-hostname", "127.0.0.1")]
    [InlineData("tracker", "--proxytunnel", "--proxy", "http://127.0.0.1")]
    [InlineData("127.16.0.9", "--proxy", "http://127.0.0.1")]
    public async Task Curl_asks_the_tracker_in_any_way_and_from_the_distant_region_it_takes_as_long_as_light_takes(string host, params string[] proxy)
    {
        var distant = await AskAsync("ap-southeast");
        Assert.True(distant >= DistantSeconds, $"{distant} s is too fast, the way takes {DistantSeconds} s");

        // How long it takes a busy machine at worst, nobody knows.
        await Eventually.HoldsAsync(async () => await AskAsync("us-east") < DistantSeconds);

        async Task<double> AskAsync(string region)
        {
            var run = await ProgramRun.OfAsync(
                "curl", ["-sS", "--noproxy", "", .. proxy[..^1], $"{proxy[^1]}:{proxied.PortOf(region)}", "-w", "\n%{http_code} %{time_total}\n", $"http://{host}:6969{Announce}"]);
            Assert.True(run.ExitCode == 0, run.Output + run.Error + Planet.Written);
            Assert.Contains("8:intervali", run.Output, StringComparison.Ordinal);
            var said = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1].Split(' ');
            Assert.Equal("200", said[0]);
            return double.Parse(said[1], CultureInfo.InvariantCulture);
        }
    }

    [RealClientTheory("curl")]
    [InlineData("http://www.netcinema.com/", "(4)")]
    [InlineData("http://127.0.0.1:CONTROL/healthz", "(2)")]
    public async Task Curl_reaches_nothing_else(string url, string reply)
    {
        var run = await ProgramRun.OfAsync("curl", [
            "-sS", "--noproxy", "", "--socks5-hostname", $"127.0.0.1:{proxied.PortOf("eu-west")}", url.Replace("CONTROL", $"{Planet.ControlPort}", StringComparison.Ordinal)]);
        Assert.Equal(97, run.ExitCode);
        Assert.EndsWith(reply, run.Error.TrimEnd(), StringComparison.Ordinal);
    }

    [RealClientFact(RealClients.Browser, RealClients.Enter)]
    public async Task A_browser_in_one_region_reads_a_page_from_a_server_that_somebody_runs_in_another()
    {
        await File.WriteAllTextAsync(Path.Combine(Planet.Folder, "index.html"), "<!doctype html><title>page</title><p id=here></p><script>here.textContent = 'read ' + 'in ' + location.host</script>");
        using var server = ProgramRun.Start(
            ProgramRun.Dotnet, [ProgramRun.NetmeshDll, .. Planet.ToEnter("sa-east", "web", [RealClients.Python, "-u", "-m", "http.server", "8000"])], Planet.Folder);
        Assert.StartsWith("Serving HTTP", await server.StandardOutput.ReadLineAsync().WaitAsync(Eventually.Patience), StringComparison.Ordinal);

        var browser = await ProgramRun.OfAsync(RealClients.Browser, [
            "--no-sandbox", "--disable-gpu", "--disable-background-networking", $"--user-data-dir={Path.Combine(Planet.Folder, "browser")}",
            $"--proxy-server=socks5://127.0.0.1:{proxied.PortOf("eu-north")}", "--dump-dom", "http://web:8000/"]);

        Assert.Contains("read in web:8000", browser.Output, StringComparison.Ordinal);

        // The region's own address for whoever comes through its proxy.
        Assert.StartsWith("127.23.0.64 ", await server.StandardError.ReadLineAsync().WaitAsync(Eventually.Patience), StringComparison.Ordinal);
        server.Kill(entireProcessTree: true);
        await server.WaitForExitAsync().WaitAsync(Eventually.Patience);
    }

    /// <summary>A planet, and where it says that its proxies are.</summary>
    public sealed class ProxiedPlanet : IAsyncLifetime
    {
        private Dictionary<string, string> proxies = [];

        public RunningPlanet Planet { get; private set; } = null!;

        /// <summary>The port of a region's proxy on 127.0.0.1.</summary>
        public string PortOf(string region) => proxies[$"{region}, SOCKS5 and HTTP"];

        public async Task InitializeAsync()
        {
            Planet = await RunningPlanet.StartAsync(["--json"]);
            var document = Planet.Written.Split('\n').Single(line => line.StartsWith('{'));
            proxies = JsonDocument.Parse(document).RootElement.GetProperty("entries").EnumerateArray()
                .Where(entry => entry.GetProperty("what").GetString() == "proxy")
                .ToDictionary(entry => entry.GetProperty("note").GetString()!, entry => entry.GetProperty("where").GetString()!.Replace("127.0.0.1:", "", StringComparison.Ordinal));
        }

        public async Task DisposeAsync() => await Planet.DisposeAsync();
    }
}
