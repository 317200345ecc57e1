using System.Globalization;
using System.Text.Json;
using NetMesh.Interop.Tests;

namespace NetMesh.Browser.Tests.Dashboard;

/// <summary>A planet of ten thousand hosts, as a user starts it, with a small swarm whose peers come and go all the time; and a browser to look at it.</summary>
public sealed class DashboardPlanet : IAsyncLifetime
{
    /// <summary>The only swarm.</summary>
    public const string Swarm = "lecture";

    private const string World = """
        name: lecture
        home: us-east
        regions:
          us-east:    { at: [39.04, -77.49], prefix: 127.16.0.0/16 }
          eu-west:    { at: [53.34, -6.26],  prefix: 127.17.0.0/16 }
          sa-east:    { at: [-23.55, -46.63], prefix: 127.21.0.0/16 }
          au-east:    { at: [-33.87, 151.21], prefix: 127.27.0.0/16 }
        hosts:
          tracker: { region: us-east, address: 127.16.0.9, runs: tracker }
          home:    { count: 2490, region: all, access: { up: 2 Mb/s, down: 20 Mb/s, latency: 8 ms } }
          member:  { count: 10, region: all, access: { up: 1 Mb/s, down: 10 Mb/s, latency: 8 ms } }
        swarms:
          lecture:
            content: 4 MiB
            piece: 64 KiB
            tracker: tracker
            seeds:    { count: 1, on: member }
            leechers: { count: 30, on: member, when-done: end-of-session }
            arrival: exponential mean 1 s
            session: exponential mean 50 s
            absence: exponential mean 5 s

        """;

    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false });

    /// <summary>Where pictures go, for people to look at.</summary>
    public static string Screenshots { get; } = Directory.CreateDirectory(Repository.PathOf("artifacts", "screenshots")).FullName;

    public Chromium Chromium { get; } = new();

    public RunningPlanet Planet { get; private set; } = null!;

    /// <summary>The dashboard's address, without a page.</summary>
    public string Site => Planet.Control.AbsoluteUri;

    public async Task InitializeAsync()
    {
        if (Chromium.Missing is not null)
        {
            return;
        }

        await Chromium.InitializeAsync();
        var file = Path.Combine(Directory.CreateTempSubdirectory("netmesh-test-").FullName, "lecture.yaml");
        await File.WriteAllTextAsync(file, World);
        Planet = await RunningPlanet.StartAsync(["--world", file]);
    }

    /// <summary>Asks the control API.</summary>
    public async Task<JsonElement> GetAsync(string path)
    {
        await using var stream = await Http.GetStreamAsync(new Uri(Planet.Control, path));
        return (await JsonDocument.ParseAsync(stream)).RootElement;
    }

    /// <summary>Listens to the swarm's live feed beside the page: moments by when they were, as the page writes it.</summary>
    public async IAsyncEnumerable<JsonElement> MomentsAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancelled)
    {
        await using var stream = await Http.GetStreamAsync(new Uri(Planet.Control, string.Create(CultureInfo.InvariantCulture, $"api/swarms/{Swarm}/live")), cancelled);
        using var reader = new StreamReader(stream);
        for (var name = ""; await reader.ReadLineAsync(cancelled) is { } line;)
        {
            name = line.StartsWith("event: ", StringComparison.Ordinal) ? line["event: ".Length..] : name;
            if (name == "moment" && line.StartsWith("data: ", StringComparison.Ordinal))
            {
                yield return JsonDocument.Parse(line["data: ".Length..]).RootElement;
            }
        }
    }

    public async Task DisposeAsync()
    {
        if (Planet is not null)
        {
            await Planet.DisposeAsync();
        }

        await Chromium.DisposeAsync();
    }
}
