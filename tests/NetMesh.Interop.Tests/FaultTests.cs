using System.Net.Http.Json;
using System.Text.Json;

namespace NetMesh.Interop.Tests;

/// <summary>A planet is broken while a real client downloads from it.</summary>
public sealed class FaultTests
{
    private const int Length = 8 << 20;

    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false });

    [RealClientFact("aria2c")]
    public async Task A_download_survives_a_partition_and_the_death_of_its_only_seed()
    {
        await using var planet = await RunningPlanet.StartAsync();
        var original = planet.MakeFile("some-file", Length);
        var shared = await planet.CommandAsync("share", original, "--peers", "1", "--region", "us-east", "--json");
        Assert.True(shared.ExitCode == 0, shared.Error + planet.Written);
        var seed = JsonDocument.Parse(shared.Output).RootElement[0].GetProperty("seeds")[0].GetProperty("host").GetString()!;

        // An office's link of 1 Gb/s: the file would take 13 s.
        await PostAsync("api/faults/link", $$"""{"host": "{{seed}}", "rateFactor": 0.005}""");
        var folder = Path.Combine(planet.Folder, "copy");
        var download = new Aria().FetchAsync(Path.Combine(planet.Folder, "some-file.torrent"), folder, "127.26.0.93");
        await ArrivesAsync(256 << 10);

        await PostAsync("api/faults/partition", """{"a": "us-east", "b": "ap-southeast"}""");
        await PostAsync("api/faults/heal", """{"a": "ap-southeast", "b": "us-east"}""");
        await ArrivesAsync(256 << 10);

        await PostAsync($"api/hosts/{seed}/kill", "{}");
        var dead = JsonDocument.Parse(await Http.GetStringAsync(new Uri(planet.Control, $"api/hosts/{seed}"))).RootElement;
        Assert.True(dead.GetProperty("host").GetProperty("isDown").GetBoolean());
        Assert.False(dead.TryGetProperty("peer", out _), "the dead say nothing");
        Assert.False(download.IsCompleted, "the download was done before its seed died");

        await PostAsync("api/faults/heal", $$"""{"host": "{{seed}}"}""");
        var run = await download;
        Assert.True(run.ExitCode == 0, run.Output + run.Error + planet.Written);
        Content.AssertSame(original, Path.Combine(folder, "some-file"));

        async Task PostAsync(string path, string body)
        {
            using var content = JsonContent.Create(JsonDocument.Parse(body).RootElement);
            using var answer = await Http.PostAsync(new Uri(planet.Control, path), content);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }

        async Task ArrivesAsync(int bytes)
        {
            var before = await SentAsync();
            await Eventually.HoldsAsync(async () => await SentAsync() - before >= bytes, () => new(planet.Written));
        }

        Task<double> SentAsync() => planet.MetricAsync("netmesh_gateway_bytes", "protocol=\"peer-wire\"", "region=\"ap-southeast\"", "direction=\"out\"");
    }
}
