using System.Text.Json;
using NetMesh.Interop.Tests;

namespace NetMesh.Tests.Dashboard;

/// <summary>A download as a page sees it, from before it begins until everybody has everything.</summary>
[Collection(nameof(DashboardPlanet))]
public sealed class LiveApiTests(DashboardPlanet planet)
{
    private const int Length = 3 << 20;

    [Fact]
    public async Task A_download_is_seen_from_its_beginning_to_its_end_and_the_sums_are_those_of_the_metrics()
    {
        var (name, torrent) = await planet.ShareAsync("film.bin", Length);
        using var late = new CancellationTokenSource(Eventually.Patience);
        var overview = SeeAsync("api/live", moment => Glance(moment, name) is { } glance && glance.GetProperty("completions").GetInt32() == 3, late.Token);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var moments = SeeAsync($"api/swarms/{name}/live", IsLast, late.Token);
        await begun.Task.WaitAsync(late.Token);
        Assert.Equal(0, (await planet.Planet.CommandAsync("join", torrent, "--peers", "3")).ExitCode);
        await WhoUnchokesWhomIsSeenAsync(name);
        var (start, seen) = await moments;

        Assert.Equal(("film.bin", Length), (start.GetProperty("title").GetString(), start.GetProperty("length").GetInt32()));
        Assert.Equal(["us-east", "eu-west"], start.GetProperty("regions").EnumerateArray().Select(region => region.GetString()!));
        var pieces = start.GetProperty("pieces").GetInt32();
        var copies = seen.ConvertAll(moment => moment.GetProperty("copies").GetBytesFromBase64());
        Assert.All(copies, each => Assert.Equal(pieces, each.Length));
        Assert.All(copies[0], count => Assert.Equal(1, count));
        Assert.All(copies[^1], count => Assert.Equal(4, count));
        Assert.Contains(copies, each => each.Distinct().Count() > 1);
        Assert.All(copies.Zip(copies.Skip(1)), pair => Assert.All(pair.First.Zip(pair.Second), piece => Assert.True(piece.First <= piece.Second)));
        Assert.Equal((3, 0, 3), (Sum(seen, "joined"), Sum(seen, "left"), Sum(seen, "finished")));
        Assert.Equal((4, 4, pieces), (seen[^1].GetProperty("min").GetInt32(), seen[^1].GetProperty("max").GetInt32(), seen[^1].GetProperty("rarest").GetInt32()));

        var infoHash = start.GetProperty("infoHash").GetString()!;
        Assert.Equal(3, await planet.MetricAsync("netmesh_swarm_completions_total", infoHash));
        var received = await planet.MetricAsync("netmesh_swarm_received_bytes_total", infoHash);
        var shown = seen.Zip(seen.Skip(1)).Sum(pair => Rates(pair.Second) * (At(pair.Second) - At(pair.First)));
        Assert.InRange(received, 3 * Length, 4 * Length);
        Assert.InRange(shown, 0.99 * received, 1.01 * received);

        // What unchoked is counted when it happens, and some may have happened since the last moment.
        Assert.InRange(Sum(seen, "regular") + Sum(seen, "optimistic"), 3, await planet.MetricAsync("netmesh_swarm_unchokes_total", infoHash));
        await TheOverviewShowsItTooAsync(await overview, name, pieces);

        // The download begins when the first moment has been seen, or that would show some of it.
        bool IsLast(JsonElement moment)
        {
            begun.TrySetResult();
            return moment.GetProperty("seeding").GetInt32() == 4;
        }
    }

    private async Task TheOverviewShowsItTooAsync((JsonElement Start, List<JsonElement> Seen) overview, string name, int pieces)
    {
        var last = overview.Seen[^1];
        Assert.Equal((9, 0), (last.GetProperty("hosts").GetProperty("total").GetInt32(), last.GetProperty("hosts").GetProperty("down").GetInt32()));
        Assert.Equal(["us-east 5 0", "eu-west 4 0"], last.GetProperty("regions").EnumerateArray().Select(region =>
            $"{region.GetProperty("label").GetString()} {region.GetProperty("hosts").GetInt32()} {region.GetProperty("clients").GetInt32()}"));
        Assert.Equal((await planet.GetAsync("api/faults")).GetRawText(), last.GetProperty("faults").GetRawText());
        var glance = Glance(last, name)!.Value;
        Assert.Equal((pieces, 4, 0), (glance.GetProperty("pieces").GetInt32(), glance.GetProperty("seeding").GetInt32(), glance.GetProperty("leeching").GetInt32()));
        Assert.Equal((4, pieces), (glance.GetProperty("minCopies").GetInt32(), glance.GetProperty("rarest").GetInt32()));
        Assert.Contains(overview.Seen, moment => moment.GetProperty("connections").GetInt32() > 0);

        var seconds = overview.Seen.Zip(overview.Seen.Skip(1)).ToList();
        var across = seconds.Sum(pair => pair.Second.GetProperty("traffic").EnumerateArray()
            .Where(path => (path.GetProperty("from").GetString(), path.GetProperty("to").GetString()) == ("us-east", "eu-west"))
            .Sum(path => path.GetProperty("bytes").GetDouble()) * (At(pair.Second) - At(pair.First)));
        var counted = await planet.MetricAsync("netmesh_network_bytes_total", "from=\"us-east\",to=\"eu-west\"");
        Assert.InRange(across, 0.5 * counted, 1.01 * counted);
    }

    private async Task WhoUnchokesWhomIsSeenAsync(string name)
    {
        JsonElement unchokes = default;
        await Eventually.HoldsAsync(async () => (unchokes = await planet.GetAsync($"api/swarms/{name}/unchokes")).GetProperty("pairs").GetArrayLength() > 0);
        var pair = unchokes.GetProperty("pairs")[0].EnumerateArray().Select(it => it.GetString()!).ToList();
        var addresses = unchokes.GetProperty("peers").EnumerateArray().Select(peer => peer.GetProperty("address").GetString()!).ToList();
        Assert.Equal(addresses.OrderBy(address => System.Net.IPAddress.Parse(address).GetAddressBytes().Aggregate(0L, (sum, part) => (sum << 8) + part)), addresses);
        Assert.Contains(pair[0], addresses);
        Assert.Contains(pair[1], addresses);
        Assert.Contains(pair[2], (string[])["regular", "optimistic"]);

        var listed = await planet.GetAsync($"api/swarms/{name}/peers");
        var peers = listed.GetProperty("peers").EnumerateArray().ToList();
        Assert.Equal((4, 4), (peers.Count, listed.GetProperty("total").GetInt32()));
        Assert.All(peers, peer => Assert.StartsWith("home-", peer.GetProperty("host").GetString(), StringComparison.Ordinal));

        // Who gives is asked itself.
        var giver = await planet.GetAsync($"api/hosts/{pair[0]}/peer");
        Assert.Contains(giver.GetProperty("state").GetString(), (string[])["leeching", "seeding"]);
        Assert.Equal((giver.GetProperty("pieceCount").GetInt32() + 7) / 8, giver.GetProperty("pieces").GetBytesFromBase64().Length);
        Assert.NotEmpty(giver.GetProperty("neighbours").EnumerateArray());
        Assert.All(giver.GetProperty("neighbours").EnumerateArray(), one => Assert.Contains(one.GetProperty("address").GetString()!, addresses));
    }

    // The first event, if it is a start, and the moments until one of them is the last.
    private async Task<(JsonElement Start, List<JsonElement> Seen)> SeeAsync(string path, Func<JsonElement, bool> isLast, CancellationToken late)
    {
        var (start, seen) = (default(JsonElement), new List<JsonElement>());
        await foreach (var (name, data) in ServerSentEvents.ReadAsync(planet.Http, planet.At(path), late))
        {
            if (name == "start")
            {
                start = data;
                continue;
            }

            seen.Add(data);
            if (isLast(data))
            {
                return (start, seen);
            }
        }

        throw new InvalidOperationException($"{path} ended before its last moment");
    }

    private static JsonElement? Glance(JsonElement moment, string swarm) =>
        moment.GetProperty("swarms").EnumerateArray().Where(it => it.GetProperty("name").GetString() == swarm).Select(it => (JsonElement?)it).FirstOrDefault();

    private static double At(JsonElement moment) => moment.GetProperty("at").GetDouble();

    private static int Sum(List<JsonElement> moments, string what) => moments.Sum(moment => moment.GetProperty(what).GetInt32());

    private static double Rates(JsonElement moment) =>
        moment.GetProperty("rates").EnumerateArray().Sum(rate => rate.GetProperty("own").GetDouble() + rate.GetProperty("others").GetDouble());
}
