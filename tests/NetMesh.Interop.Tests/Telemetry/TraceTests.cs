using System.Net.Http.Json;

namespace NetMesh.Interop.Tests;

/// <summary>One trace leads from a gateway, or from what the control API was asked, to the grains that did it.</summary>
public sealed class TraceTests
{
    private const string Asked = "0af7651916cd43dd8448eb211c80319c";

    [Fact]
    public async Task A_collector_sees_what_clients_and_users_made_grains_do()
    {
        await using var collector = new Collector();
        await using var planet = await RunningPlanet.StartAsync(launcher: Launcher(collector));
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        await http.GetByteArrayAsync(new Uri(
            $"{planet.TrackerUrl}?info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=bbbbbbbbbbbbbbbbbbbb&port=6881&uploaded=0&downloaded=0&left=0&compact=1&event=started"));
        await ChainAsync("NetMesh.Gateways", "tracker-http announce", "ITrackerGrain/AnnounceAsync");

        // A user who has a trace of his own.
        using var share = new HttpRequestMessage(HttpMethod.Post, new Uri(planet.Control, "api/swarms"))
        {
            Content = JsonContent.Create(new { path = planet.MakeFile("shared", 100_000), peers = 2 }),
        };
        share.Headers.Add("traceparent", $"00-{Asked}-b7ad6b7169203331-01");
        using var answer = await http.SendAsync(share);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        var shared = await ChainAsync("NetMesh.Control", "POST /api/swarms", "ISwarmGrain/StartAsync");
        Assert.All(shared, span => Assert.Equal(Asked, span.Trace));

        // What hosts say to each other is in nobody's trace.
        Assert.Equal(0, await planet.StopAsync());
        Assert.DoesNotContain(collector.Spans, span => span.Name.StartsWith("IHostGrain", StringComparison.Ordinal) || span.Name.Contains("/Deliver", StringComparison.Ordinal));

        // From the first span to the last, each the parent of the next.
        async Task<IReadOnlyList<CollectedSpan>> ChainAsync(string source, params string[] names)
        {
            IReadOnlyList<CollectedSpan> chain = [];
            await Eventually.HoldsAsync(
                () =>
                {
                    var spans = collector.Spans;
                    chain =
                        [.. (from last in spans where last.Name == names[^1]
                             select Above(last, spans).Take(names.Length).Reverse().ToList()).FirstOrDefault(found => found[0].Source == source && found.Select(span => span.Name).SequenceEqual(names)) ?? []];
                    return Task.FromResult(chain.Count > 0);
                },
                () => new(string.Join('\n', collector.Spans)));
            return chain;
        }
    }

    [Fact]
    public async Task A_sampler_that_wants_none_gets_none()
    {
        await using var collector = new Collector();
        await using var planet = await RunningPlanet.StartAsync(launcher: [.. Launcher(collector), "OTEL_TRACES_SAMPLER=always_off"]);
        var run = await planet.CommandAsync("share", planet.MakeFile("shared", 100_000), "--peers", "2");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(0, await planet.StopAsync());
        Assert.Contains("netmesh_swarm_peers", collector.Names);
        Assert.Empty(collector.Spans);
    }

    private static string[] Launcher(Collector collector) =>
        ["env", $"OTEL_EXPORTER_OTLP_ENDPOINT={collector.Address}", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "OTEL_BSP_SCHEDULE_DELAY=100"];

    private static IEnumerable<CollectedSpan> Above(CollectedSpan span, IReadOnlyList<CollectedSpan> all)
    {
        for (var at = span; at is not null; at = all.FirstOrDefault(other => other.Trace == at.Trace && other.Id == at.Parent))
        {
            yield return at;
        }
    }
}
