namespace NetMesh.Interop.Tests;

/// <summary>A planet of two regions whose swarm is under way for longer than any test watches it: 64 MiB over uplinks of 1 Mb/s.</summary>
public sealed class WatchedPlanet : IAsyncLifetime
{
    public const int Peers = 11;
    public const int Pieces = 256;

    /// <summary>A swarm whose name, which becomes a label's value, has what the text format escapes and separates with.</summary>
    public const string OddName = "zoë \"sings\" {a, b}";

    private const string World = """
        name: watched
        regions:
          us-east: { at: [39.04, -77.49], prefix: 127.16.0.0/16 }
          eu-west: { at: [53.35, -6.26], prefix: 127.17.0.0/16 }
        hosts:
          tracker: { region: us-east, address: 127.16.0.9, runs: tracker }
          home: { count: 6, region: all, access: { up: 1 Mb/s, down: 10 Mb/s } }
        swarms:
          film:
            content: 64 MiB
            piece: 256 KiB
            tracker: tracker
            seeds: { count: 1, on: home }
            leechers: { count: 10, on: home }
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("netmesh-watched-").FullName;

    private readonly CancellationTokenSource leaving = new();
    private Task visiting = Task.CompletedTask;

    public RunningPlanet Planet { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var file = Path.Combine(folder, "watched.yaml");
        await File.WriteAllTextAsync(file, World);
        Planet = await RunningPlanet.StartAsync(["--world", file]);

        await Planet.ShareAsync(Planet.MakeFile(OddName, 100_000), "--peers", "1");

        visiting = VisitAsync();
        await Eventually.HoldsAsync(async () => await Planet.MetricAsync("netmesh_peer_pieces_verified_total") > 0, () => new(Planet.Written));
    }

    public async Task DisposeAsync()
    {
        await leaving.CancelAsync();
        await visiting;
        leaving.Dispose();
        if (Planet is not null)
        {
            await Planet.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
    }

    // A client stays connected to the gateways, and is turned away again and again: it asks the tracker for nothing.
    private async Task VisitAsync()
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        try
        {
            while (await pace.WaitForNextTickAsync(leaving.Token))
            {
                using var answer = await http.GetAsync(new Uri(Planet.TrackerUrl), leaving.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Watched for long enough.
        }
    }
}
