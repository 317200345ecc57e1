using System.Globalization;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using NetMesh.Clusters;
using NetMesh.Interop.Tests;
using Npgsql;

namespace NetMesh.Tests.Clusters;

/// <summary>Real silos and a real gateway, each a process, with their members and states in a real PostgreSQL.</summary>
public sealed class SilosOnPostgresTests(PrivatePostgres postgres) : IClassFixture<PrivatePostgres>, IAsyncLifetime
{
    private const string World = """
        name: two-regions
        home: us-east
        regions:
          us-east: { at: [39.04, -77.49], prefix: 127.16.0.0/16 }
          eu-west: { at: [53.34, -6.26],  prefix: 127.17.0.0/16 }
        hosts:
          tracker: { region: us-east, address: 127.16.0.9, runs: tracker }
          office:  { count: 4, region: all, access: { up: 100 Mb/s, down: 100 Mb/s } }
        swarms:
          small: { content: 2 MiB, piece: 64 KiB, tracker: tracker, seeds: { count: 2, on: office }, leechers: { count: 4, on: office } }
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("netmesh-test-").FullName;
    private readonly string offset = FreePorts.Offset().ToString(CultureInfo.InvariantCulture);
    private readonly Dictionary<string, int> control = new() { ["us-east"] = FreePorts.One(), ["eu-west"] = FreePorts.One() };
    private readonly List<ClusterProcess> processes = [];

    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "world.yaml"), World);
        var silos = control.Keys.Select(label => $"  {label}: {{ address: 127.0.0.1, silo-port: {FreePorts.One()}, gateway-port: {FreePorts.One()} }}");

        // A cluster of the test's own in the database that the class shares.
        await File.WriteAllTextAsync(
            Path.Combine(folder, "cluster.yaml"),
            $"name: c{offset}\nworld: world.yaml\nmembership: {{ postgres: {postgres.ConnectionString} }}\nsilos:\n{string.Join('\n', silos)}\n");
    }

    public async Task DisposeAsync()
    {
        foreach (var process in processes)
        {
            await process.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
    }

    [PostgresFact]
    public async Task A_killed_silo_is_noticed_its_programs_go_on_elsewhere_as_they_were_and_it_takes_its_place_again()
    {
        await InitAsync();
        var (east, west) = (Silo("us-east"), Silo("eu-west"));
        await Task.WhenAll(east.ReadyAsync(), west.ReadyAsync());
        await EventuallyAsync(async () => await SwarmAsync(east) is { Seeding: 6, Completions: 4 });

        await west.KillAsync();
        await EventuallyAsync(
            async () => await CountAsync("SELECT count(*) FROM membership WHERE cluster = @cluster AND silo_name = 'eu-west' AND status = 6") == 1);

        // The swarm is counted by its own grain; what a peer is doing, only the peer knows. The swarm is not asked meanwhile: that would wake it. Some peers of the silo that
        // lives on ended too: those that were registered on the dead one.
        foreach (var host in from region in control.Keys from number in Enumerable.Range(1, 3) select $"office-{number}.{region}")
        {
            await EventuallyAsync(() => IsSeedingAsync(east, host));
        }

        await EventuallyAsync(async () => await SwarmAsync(east) is { Seeding: 6, Completions: 4 });
        var again = await Silo("eu-west").ReadyAsync();
        await EventuallyAsync(async () => await SwarmAsync(again) is { Seeding: 6, Completions: 4 });
        Assert.Equal(2, await CountAsync("SELECT count(*) FROM membership WHERE cluster = @cluster AND status = 3"));
        Assert.Equal(0, await again.StopAsync());
        Assert.Equal(1, await CountAsync("SELECT count(*) FROM membership WHERE cluster = @cluster AND status = 3"));
        await EventuallyAsync(async () => await SwarmAsync(east) is { Seeding: 6, Completions: 4 });
    }

    [PostgresFact]
    public async Task A_gateway_waits_for_its_cluster_and_finds_it_again_and_says_so_once()
    {
        await InitAsync();
        var gateway = Start(FreePorts.One(), "gateway", "--cluster", "cluster.yaml", "--port-offset", offset);
        await EventuallyAsync(() => Task.FromResult(gateway.Written.Contains("does not answer", StringComparison.Ordinal)));
        var silo = await Silo("us-east", "--no-gateways").ReadyAsync();
        await gateway.ReadyAsync();
        await EventuallyAsync(AnnouncesAsync);

        await silo.KillAsync();
        await EventuallyAsync(() => Task.FromResult(gateway.Written.Contains("is lost", StringComparison.Ordinal)));
        await Silo("us-east", "--no-gateways").ReadyAsync();
        await EventuallyAsync(AnnouncesAsync);

        // It answers from what it knew before it says that it is connected again.
        await EventuallyAsync(() => Task.FromResult(Said(gateway).Count >= 4));
        Assert.Equal(["does not answer", "connected", "is lost", "connected"], Said(gateway));
        Assert.Equal(0, await gateway.StopAsync());
    }

    [PostgresFact]
    public async Task A_silo_whose_database_is_not_prepared_says_what_to_do()
    {
        await using (var connection = new NpgsqlConnection(postgres.ConnectionString))
        {
            await connection.OpenAsync();
            await using var make = new NpgsqlCommand("CREATE DATABASE bare", connection);
            await make.ExecuteNonQueryAsync();
        }

        var file = Path.Combine(folder, "cluster.yaml");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("Database=postgres", "Database=bare", StringComparison.Ordinal));
        var run = await ProgramRun.OfNetmeshAsync(["up", "--cluster", file, "--silo", "us-east", "--data", "data", "--port-offset", offset], folder);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("the database is not prepared; netmesh cluster init does it", run.Error, StringComparison.Ordinal);
    }

    // What it told its user about its cluster, in order.
    private static List<string> Said(ClusterProcess gateway) =>
    [
        .. gateway.Written.Split('\n').Where(line => line.StartsWith("netmesh:", StringComparison.Ordinal))
            .Select(line => ((string[])["does not answer", "is lost", "connected"]).First(line.Contains)),
    ];

    // Until the silo is known to be dead there is no answer; then nothing is listed there, until the peer is awake again.
    private static async Task<bool> IsSeedingAsync(ClusterProcess at, string host) =>
        await at.AskAsync($"api/hosts/{host}") is { } detail
        && detail.TryGetProperty("peer", out var peer)
        && peer.GetProperty("state").GetString() == "seeding";

    // How many members have everything, and how many of them downloaded it.
    private static async Task<(int Seeding, int Completions)?> SwarmAsync(ClusterProcess at) =>
        await at.AskAsync("api/swarms") is { } answer && answer.GetProperty("swarms") is var swarms && swarms.GetArrayLength() == 1
            ? (swarms[0].GetProperty("seeding").GetInt32(), swarms[0].GetProperty("completions").GetInt32())
            : null;

    private Task EventuallyAsync(Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        Eventually.HoldsAsync(condition, () => new(string.Join('\n', processes.Select(process => process.Seen))), what);

    private async Task InitAsync()
    {
        var run = await ProgramRun.OfNetmeshAsync(["cluster", "init", "cluster.yaml"], folder);
        Assert.True(run.ExitCode == 0, run.Error);
    }

    private ClusterProcess Silo(string label, params IEnumerable<string> more) => Start(
        control[label], ["up", "--cluster", "cluster.yaml", "--silo", label, "--data", $"data-{label}", "--port-offset", offset, .. more]);

    private ClusterProcess Start(int controlPort, params IEnumerable<string> arguments)
    {
        var process = new ClusterProcess(folder, controlPort, arguments);
        processes.Add(process);
        return process;
    }

    private async Task<bool> AnnouncesAsync()
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var port = 6969 + int.Parse(offset, CultureInfo.InvariantCulture);
        try
        {
            var answer = await http.GetStringAsync(
                $"http://127.16.0.9:{port}/announce?info_hash=01234567890123456789&peer_id=01234567890123456789&port=6881&uploaded=0&downloaded=0&left=1&compact=1");
            return answer.Contains("8:interval", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(new PostgresSource(postgres.ConnectionString, null).ConnectionString());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddWithValue("cluster", $"c{offset}");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
