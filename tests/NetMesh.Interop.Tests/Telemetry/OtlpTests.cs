using System.Text.RegularExpressions;

namespace NetMesh.Interop.Tests;

/// <summary>A planet sends what it counts to whom <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names.</summary>
public sealed partial class OtlpTests
{
    [Fact]
    public async Task A_collector_hears_of_every_metric_that_has_a_value()
    {
        await using var collector = new Collector();
        string[] launcher =
            ["env", $"OTEL_EXPORTER_OTLP_ENDPOINT={collector.Address}", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "OTEL_METRIC_EXPORT_INTERVAL=500"];
        await using var planet = await RunningPlanet.StartAsync(launcher: launcher);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        await Eventually.HoldsAsync(async () => await planet.MetricAsync("netmesh_peer_pieces_verified_total") > 0, () => new(planet.Written));

        var served = Sample().Matches(await http.GetStringAsync(new Uri(planet.Control, "metrics"))).Select(sample => sample.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        Assert.Contains("netmesh_swarm_peers", served);
        await Eventually.HoldsAsync(() => Task.FromResult(served.IsSubsetOf(collector.Names)), () => new($"came: {string.Join(' ', collector.Names)}\nserved: {string.Join(' ', served)}"));
        Assert.Contains("dotnet.gc.last_collection.heap.size", collector.Names);
        Assert.Equal(["netmesh"], collector.Services);
        Assert.Equal(0, await planet.StopAsync());
    }

    [Fact]
    public async Task A_collector_that_is_no_url_is_refused()
    {
        var folder = Directory.CreateTempSubdirectory("netmesh-otlp-");
        var run = await ProgramRun.OfAsync(
            "env",
            [
                "OTEL_EXPORTER_OTLP_ENDPOINT=somewhere", ProgramRun.Dotnet, ProgramRun.NetmeshDll, "up", "--data", folder.FullName,
                "--port-offset", $"{FreePorts.Offset()}", "--control-port", $"{FreePorts.One()}",
            ]);
        folder.Delete(recursive: true);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("OTEL_EXPORTER_OTLP_ENDPOINT is 'somewhere'; expected a URL", run.Error, StringComparison.Ordinal);
    }

    // As OpenTelemetry has it: Prometheus' name without the ending of counters. The runtime's instruments have names of its own there.
    [GeneratedRegex(@"^(?<name>netmesh_(?!dotnet_)\w+?)(_total)?[{ ]", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 60_000)]
    private static partial Regex Sample();
}
