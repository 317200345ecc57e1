using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using NetMesh.Interop.Tests;

namespace NetMesh.Tests.Dashboard;

/// <summary>What the dashboard is made of, and who gets none of it.</summary>
[Collection(nameof(DashboardPlanet))]
public sealed class DashboardTests(DashboardPlanet planet)
{
    [Fact]
    public async Task The_page_comes_with_a_policy_that_lets_it_load_nothing_from_elsewhere()
    {
        using var page = await planet.Http.GetAsync(planet.At(""));
        Assert.Equal("text/html; charset=utf-8", page.Content.Headers.ContentType!.ToString());
        Assert.StartsWith("default-src 'self';", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", page.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("NetMesh", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_browser_has_already_is_not_sent_again()
    {
        using var first = await planet.Http.GetAsync(planet.At("index.html"));
        using var again = new HttpRequestMessage(HttpMethod.Get, planet.At("index.html"));
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var same = await planet.Http.SendAsync(again);
        Assert.Equal((HttpStatusCode.NotModified, 0), (same.StatusCode, (await same.Content.ReadAsByteArrayAsync()).Length));

        using var other = new HttpRequestMessage(HttpMethod.Get, planet.At("index.html"));
        other.Headers.IfNoneMatch.Add(new EntityTagHeaderValue("\"another\""));
        Assert.Equal(HttpStatusCode.OK, (await planet.Http.SendAsync(other)).StatusCode);

        using var head = await planet.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, planet.At("index.html")));
        Assert.Equal(first.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task The_world_says_where_its_regions_are()
    {
        var world = await planet.GetAsync("api/world");
        Assert.Equal(("seen", 7, "us-east"), (world.GetProperty("name").GetString(), world.GetProperty("seed").GetInt32(), world.GetProperty("home").GetString()));
        Assert.Equal(
            """{"label":"eu-west","latitude":53.34,"longitude":-6.26,"prefix":"127.17.0.0/16","hosts":4,"carried":true}""", world.GetProperty("regions")[1].GetRawText());
    }

    [Fact]
    public async Task Recordings_in_the_data_folder_are_listed_and_served()
    {
        var listed = (await planet.GetAsync("api/recordings")).GetProperty("recordings");
        Assert.Equal($$"""[{"name":"small.recording.ndjson","bytes":{{DashboardPlanet.Recording.Length}}}]""", listed.GetRawText());
        using var recording = await planet.Http.GetAsync(planet.At("api/recordings/small.recording.ndjson"));
        Assert.Equal("application/x-ndjson", recording.Content.Headers.ContentType!.MediaType);
        Assert.Equal(DashboardPlanet.Recording, await recording.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("api/recordings/none.ndjson", "there is no recording 'none.ndjson'")]
    [InlineData("api/recordings/notes.txt", "there is no recording 'notes.txt'")]
    [InlineData("api/recordings/..%2F..%2Fsecret.ndjson", "there is no recording '")]
    [InlineData("api/recordings/%2E%2E%2F%2E%2E%2Fsecret.ndjson", "there is no recording '")]
    [InlineData("..%2Findex.html", "there is nothing at ")]
    [InlineData("no-such-page.html", "there is nothing at /no-such-page.html")]
    [InlineData("api/swarms/none/live", "there is no swarm 'none' on this planet")]
    [InlineData("api/swarms/none/peers", "there is no swarm 'none' on this planet")]
    [InlineData("api/swarms/none/unchokes", "there is no swarm 'none' on this planet")]
    [InlineData("api/hosts/none/peer", "there is no host 'none'")]
    [InlineData("api/hosts/tracker/peer", "there is no peer on tracker")]
    public async Task What_is_not_there_is_one_line_and_404(string path, string message)
    {
        using var answer = await planet.Http.GetAsync(planet.At(path));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.StartsWith(message, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host", "evil.example")]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task Another_sites_page_sees_nothing(string header, string value)
    {
        foreach (var path in (string[])["", "api/live", "api/world", "api/recordings/small.recording.ndjson"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, planet.At(path));
            request.Headers.TryAddWithoutValidation(header, value);
            using var answer = await planet.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    [Fact]
    public async Task So_many_may_look_at_a_time_and_the_next_one_is_told()
    {
        // Those of other tests end a moment after these.
        await Eventually.HoldsAsync(async () => (await planet.Http.GetStringAsync(planet.At("metrics"))).Contains("\nnetmesh_dashboard_viewers 0\n", StringComparison.Ordinal));
        var streams = new List<HttpResponseMessage>();
        try
        {
            HttpResponseMessage answer;
            do
            {
                answer = await planet.Http.GetAsync(planet.At("api/live"), HttpCompletionOption.ResponseHeadersRead);
                streams.Add(answer);
            }
            while (answer.StatusCode == HttpStatusCode.OK && streams.Count < 100);
            Assert.Equal((65, HttpStatusCode.ServiceUnavailable), (streams.Count, answer.StatusCode));
            Assert.Contains("64 pages and programs look at this planet already", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        finally
        {
            streams.ForEach(stream => stream.Dispose());
        }

        // They leave their places.
        await Eventually.HoldsAsync(async () =>
        {
            using var answer = await planet.Http.GetAsync(planet.At("api/live"), HttpCompletionOption.ResponseHeadersRead);
            return answer.StatusCode == HttpStatusCode.OK;
        });
    }
}
