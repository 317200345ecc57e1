using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace NetMesh.Interop.Tests;

/// <summary>Asks a planet, from outside, what it is doing.</summary>
internal static class PlanetProbe
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false });

    /// <summary>The tracker's announce URL over UDP.</summary>
    public static string UdpTrackerUrl(this RunningPlanet planet) => planet.TrackerUrl.Replace("http://", "udp://", StringComparison.Ordinal);

    public static Task<string> HealthAsync(this RunningPlanet planet) => Http.GetStringAsync(new Uri(planet.Control, "healthz"));

    /// <summary>Makes grains join a torrent and returns their swarm's name and the names of their hosts.</summary>
    public static async Task<(string Swarm, IReadOnlyList<string> Hosts)> JoinAsync(this RunningPlanet planet, string torrent, params IEnumerable<string> arguments)
    {
        var run = await planet.CommandAsync(["join", torrent, "--json", .. arguments]);
        Assert.True(run.ExitCode == 0, run.Error + planet.Written);
        var joined = JsonDocument.Parse(run.Output).RootElement;
        return (joined.GetProperty("swarm").GetString()!, [.. joined.GetProperty("peers").EnumerateArray().Select(peer => peer.GetProperty("host").GetString()!)]);
    }

    /// <summary>Waits until this many members of a swarm have everything.</summary>
    public static async Task SeedingAsync(this RunningPlanet planet, string swarm, int members)
    {
        var last = default(JsonElement);
        await Eventually.HoldsAsync(
            async () =>
            {
                var swarms = JsonDocument.Parse(await Http.GetStringAsync(new Uri(planet.Control, "api/swarms"))).RootElement.GetProperty("swarms");
                last = swarms.EnumerateArray().FirstOrDefault(it => it.GetProperty("name").GetString() == swarm);
                return last.ValueKind == JsonValueKind.Object && last.GetProperty("seeding").GetInt32() == members;
            },
            () => new($"{members} members of {swarm} should have everything; it says {last}\n{planet.Written}"));
    }

    /// <summary>Waits until the tracker knows a seed of the torrent.</summary>
    public static Task AnnouncedAsync(this RunningPlanet planet, string infoHash) => Eventually.HoldsAsync(async () =>
    {
        var escaped = string.Concat(Convert.FromHexString(infoHash).Select(b => string.Create(CultureInfo.InvariantCulture, $"%{b:x2}")));
        var answer = await Http.GetByteArrayAsync(new Uri(planet.TrackerUrl.Replace("/announce", "/scrape", StringComparison.Ordinal) + "?info_hash=" + escaped));
        return Regex.IsMatch(Encoding.Latin1.GetString(answer), "8:completei[1-9]", RegexOptions.None, Eventually.Patience);
    });

    /// <summary>The sum of a metric's series whose labels hold all of these texts, for example <c>region="eu-west"</c>.</summary>
    public static async Task<double> MetricAsync(this RunningPlanet planet, string name, params string[] labels)
    {
        var text = await Http.GetStringAsync(new Uri(planet.Control, "metrics"));
        return text.Split('\n')
            .Where(line => line.StartsWith(name, StringComparison.Ordinal) && labels.All(label => line.Contains(label, StringComparison.Ordinal)))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    /// <summary>Where the peer on a host listens.</summary>
    public static async Task<IPEndPoint> PeerEndpointAsync(this RunningPlanet planet, string host)
    {
        var view = JsonDocument.Parse(await Http.GetStringAsync(new Uri(planet.Control, $"api/hosts/{host}"))).RootElement.GetProperty("host");
        var port = view.GetProperty("services").EnumerateArray().First(service => service.GetProperty("name").GetString() == "peer").GetProperty("port");
        return new IPEndPoint(IPAddress.Parse(view.GetProperty("address").GetString()!), port.GetInt32());
    }

    /// <summary>What the peer on a host says of itself.</summary>
    public static async Task<JsonElement> PeerAsync(this RunningPlanet planet, string host) =>
        JsonDocument.Parse(await Http.GetStringAsync(new Uri(planet.Control, $"api/hosts/{host}"))).RootElement.GetProperty("peer");
}
