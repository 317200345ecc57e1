using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using NetMesh.Interop.Tests;
using NetMesh.Tests.Commands;

namespace NetMesh.Tests.Planets;

/// <summary>One planet as a user starts it, looked at from all sides.</summary>
public sealed partial class PlanetTests(PlanetTests.OnePlanet one) : IClassFixture<PlanetTests.OnePlanet>
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false });

    private RunningPlanet Planet => one.Planet;

    [Fact]
    public void It_says_where_to_enter_and_then_that_it_is_ready()
    {
        var said = Planet.Written.Split("\nready", 2)[0];
        Assert.Contains(Planet.TrackerUrl, said, StringComparison.Ordinal);
        Assert.Contains("127.27.0.0/16", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hosts_are_listed_as_a_table_and_as_json()
    {
        Assert.Contains("office-1.eu-west", (await Planet.CommandAsync("hosts")).Output, StringComparison.Ordinal);
        var json = JsonDocument.Parse((await Planet.CommandAsync("hosts", "--region", "us-east", "--json")).Output).RootElement;
        Assert.All(json.GetProperty("hosts").EnumerateArray(), host => Assert.Equal("us-east", host.GetProperty("region").GetString()));
        var tracker = json.GetProperty("hosts").EnumerateArray().First();
        Assert.Equal("tracker", tracker.GetProperty("services")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_host_is_shown_by_name_and_by_address()
    {
        Assert.Contains("127.16.0.9", (await Planet.CommandAsync("host", "tracker")).Output, StringComparison.Ordinal);
        var byAddress = JsonDocument.Parse((await Planet.CommandAsync("host", "127.16.0.9", "--json")).Output).RootElement;
        Assert.Equal("tracker", byAddress.GetProperty("host").GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("there is no host 'nobody'", "host", "nobody")]
    [InlineData("there is no region 'mars'", "hosts", "--region", "mars")]
    [InlineData("there is no region 'mars'", "share", "/proc/self/cmdline", "--region", "mars")]
    public async Task An_unknown_name_is_one_line_and_code_2(string message, params string[] arguments)
    {
        var run = await Planet.AskAsync(arguments);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.Trim().Split('\n'));
    }

    [Fact]
    public async Task A_share_prints_the_torrent_and_the_magnet_link_and_is_seeded_from_many_regions()
    {
        var file = Planet.MakeFile("some file & more", 300_000);
        var run = await Planet.CommandAsync("share", file, "--peers", "6");
        var torrent = Path.Combine(Planet.Folder, "some file & more.torrent");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains($"\n{torrent}\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("\nmagnet:?xt=urn:btih:", run.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(torrent));

        // Sharing it again is the same share.
        var again = JsonDocument.Parse((await Planet.CommandAsync("share", file, "--peers", "6", "--json")).Output).RootElement[0];
        Assert.Equal(6, again.GetProperty("seeds").EnumerateArray().Select(seed => seed.GetProperty("region").GetString()).Distinct().Count());
        Assert.Contains(again.GetProperty("infoHash").GetString()!, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_share_can_be_kept_to_one_region()
    {
        var run = await Planet.CommandAsync("share", Planet.MakeFile("regional", 100_000, 2), "--peers", "3", "--region", "sa-east", "--json");
        var seeds = JsonDocument.Parse(run.Output).RootElement[0].GetProperty("seeds").EnumerateArray();
        Assert.All(seeds, seed => Assert.Equal("sa-east", seed.GetProperty("region").GetString()));
    }

    [Theory]
    [InlineData("empty", 0, "4", "nothing to share")]
    [InlineData("greedy", 1000, "9999", "are free on this planet")]
    [InlineData("back\\slash", 1000, "4", "back\\slash cannot be shared: a torrent takes no name with a separator inside a component; rename it")]
    public async Task A_share_that_cannot_be_is_refused_with_its_reason(string name, int length, string peers, string message)
    {
        var run = await Planet.AskAsync("share", Planet.MakeFile(name, length, 3), "--peers", peers);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.Trim().Split('\n'));
    }

    [Theory]
    [InlineData("empty.torrent", "", "is no torrent: it was cut off")]
    [InlineData("cut.torrent", "d8:announce", "is no torrent: it was cut off")]
    [InlineData("text.torrent", "hello", "is no torrent: ")]
    [InlineData("stranger.torrent", "d8:announce19:http://127.16.0.9:14:infod6:lengthi1e4:name1:a12:piece lengthi16384e6:pieces20:aaaaaaaaaaaaaaaaaaaaee", "names no tracker of this planet")]
    public async Task A_torrent_that_cannot_be_joined_is_refused_with_its_reason(string name, string content, string message)
    {
        var file = Path.Combine(Planet.Folder, name);
        File.WriteAllText(file, content);
        var run = await Planet.AskAsync("join", file);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.Trim().Split('\n'));
    }

    [Fact]
    public async Task Joining_a_torrent_twice_is_joining_it_once()
    {
        var torrent = await Planet.ShareAsync(Planet.MakeFile("joined", 100_000, 4), "--peers", "1");
        var first = await Planet.CommandAsync("join", torrent, "--peers", "2", "--region", "eu-north", "--json");
        var second = await Planet.CommandAsync("join", torrent, "--peers", "7", "--json");
        Assert.Equal((0, first.Output), (second.ExitCode, second.Output));
        Assert.Equal(2, JsonDocument.Parse(first.Output).RootElement.GetProperty("peers").GetArrayLength());
    }

    [Fact]
    public async Task The_demonstration_is_a_swarm_whose_torrent_anybody_can_fetch()
    {
        var swarms = JsonDocument.Parse(await Http.GetStringAsync(new Uri(Planet.Control, "api/swarms"))).RootElement.GetProperty("swarms");
        var url = swarms.EnumerateArray().First(swarm => swarm.GetProperty("name").GetString() == "demonstration").GetProperty("torrentUrl").GetString()!;
        using var torrent = await Http.GetAsync(url);
        Assert.Equal("application/x-bittorrent", torrent.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("d8:announce", Encoding.Latin1.GetString(await torrent.Content.ReadAsByteArrayAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_and_metrics_answer_in_their_formats()
    {
        Assert.Equal("ok\n", await Http.GetStringAsync(new Uri(Planet.Control, "healthz")));
        var metrics = await Http.GetStringAsync(new Uri(Planet.Control, "metrics"));
        var lines = metrics.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.Matches(MetricLine(), line));
    }

    [Fact]
    public async Task A_foreign_page_can_neither_read_nor_write()
    {
        using var read = new HttpRequestMessage(HttpMethod.Get, new Uri(Planet.Control, "api/hosts"));
        read.Headers.Host = "evil.example";
        Assert.Equal(HttpStatusCode.Forbidden, (await Http.SendAsync(read)).StatusCode);

        using var write = new HttpRequestMessage(HttpMethod.Post, new Uri(Planet.Control, "api/swarms"))
        {
            Content = new StringContent("""{"path":"/etc/passwd","peers":1}""", MediaTypeHeaderValue.Parse("application/json")),
        };
        write.Headers.Add("Origin", "http://evil.example");
        Assert.Equal(HttpStatusCode.Forbidden, (await Http.SendAsync(write)).StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"path":null,"peers":1}""")]
    [InlineData("""{"path":"/no/such","peers":1}""")]
    [InlineData("""{"path":"/proc/self/cmdline","peers":-1}""")]
    [InlineData("""{"path":"/proc/self/cmdline","peers":"many"}""")]
    public async Task A_garbled_share_is_a_bad_request(string body)
    {
        using var content = new StringContent(body, MediaTypeHeaderValue.Parse("application/json"));
        using var answer = await Http.PostAsync(new Uri(Planet.Control, "api/swarms"), content);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.True(JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.TryGetProperty("error", out _));
    }

    [Fact]
    public async Task A_request_in_an_encoding_that_nobody_knows_is_refused_in_one_line()
    {
        using var content = new StringContent("{}", MediaTypeHeaderValue.Parse("application/json; charset=nonsense"));
        using var answer = await Http.PostAsync(new Uri(Planet.Control, "api/faults/heal"), content);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal(
            "the request's Content-Type is application/json; charset=nonsense; expected application/json in UTF-8",
            JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("error").GetString());
    }

    [Fact]
    public async Task A_second_planet_is_told_what_is_taken()
    {
        var run = await ProgramRun.OfNetmeshAsync(["up", "--data", Planet.Data, "--control-port", $"{FreePorts.One()}"]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("another planet", run.Error, StringComparison.Ordinal);

        run = await ProgramRun.OfNetmeshAsync(["up", "--data", Planet.Data + "2", "--control-port", $"{Planet.ControlPort}", "--port-offset", $"{FreePorts.Offset()}"]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"port {Planet.ControlPort} on 127.0.0.1 is in use", run.Error, StringComparison.Ordinal);

        run = await ProgramRun.OfNetmeshAsync(["up", "--data", Planet.Data + "2", "--control-port", $"{FreePorts.One()}", "--port-offset", $"{Planet.PortOffset}"]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("is in use", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.Trim().Split('\n'));
    }

    [GeneratedRegex("""^(# (HELP|TYPE) netmesh_[a-z0-9_]+ .+|netmesh_[a-z0-9_]+(\{[a-z0-9_]+="[^"]*"(,[a-z0-9_]+="[^"]*")*\})? [-+0-9.eEInfNa]+)$""", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex MetricLine();

    /// <summary>Started once for all of these tests.</summary>
    public sealed class OnePlanet : IAsyncLifetime
    {
        public RunningPlanet Planet { get; private set; } = null!;

        public async Task InitializeAsync() => Planet = await RunningPlanet.StartAsync();

        public async Task DisposeAsync() => await Planet.DisposeAsync();
    }
}
