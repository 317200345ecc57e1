using System.Net;
using System.Net.Sockets;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

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
          dns: { region: us-east, address: 127.16.0.20, runs: name-server }
          resolver: { region: eu-west, address: 127.17.0.53, runs: resolver }
          home: { count: 6, region: all, access: { up: 1 Mb/s, down: 10 Mb/s } }
        zones:
          .: { on: dns, records: "@ 1h SOA dns.film. h. 1 1h 1h 1h 1h\n@ 1h NS dns.film.\nfilm. 1h NS dns.film.\ndns.film. 1h A 127.16.0.20\n" }
          film: { on: dns, records: "@ 1h SOA dns h 1 1h 1h 1h 1h\n@ 1h NS dns\ndns 1h A 127.16.0.20\n* 1 A 127.16.0.9\n" }
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
        Planet = await RunningPlanet.StartAsync(["--world", file, "--name-rate", "2"]);

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

    // A client stays connected to the gateways, and is turned away again and again: it asks the tracker for nothing. It looks up two names, one for the first time, and
    // says something that is no question. One name it asks for faster than it may.
    private async Task VisitAsync()
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        using var udp = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var resolver = new IPEndPoint(IPAddress.Parse("127.17.0.53"), 53 + Planet.PortOffset);
        var count = 0;
        try
        {
            while (await pace.WaitForNextTickAsync(leaving.Token))
            {
                for (var i = 0; i < 4; i++)
                {
                    await udp.SendAsync(Question("dns.film."), resolver, leaving.Token);
                }

                await udp.SendAsync(Question($"n{count++}.film."), resolver, leaving.Token);
                await udp.SendAsync(new byte[] { 1, 2, 3 }, resolver, leaving.Token);
                using var answer = await http.GetAsync(new Uri(Planet.TrackerUrl), leaving.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Watched for long enough.
        }
    }

    private static byte[] Question(string name) => DnsWriter.Write(
        new DnsMessage { Id = 1, Flags = MessageFlags.RecursionDesired, Question = new Question(DomainName.Parse(name), RecordType.A) });
}
