using System.Net;
using NetMesh.Bench.Hostile;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Interop.Tests;

/// <summary>A crowd of clients that mean harm, of every kind there is, beside one that does not: a slice of <c>bench/hostile/run.sh</c>.</summary>
[Collection(Alone.Name)]
public sealed class HostileCrowdTests
{
    // Six of every kind.
    private const int Clients = 108;

    // A connection that is cut off late may fill what it is granted: read and write buffers, a queue; by far the most takes next to nothing.
    private const long MostMemory = 400L << 20;

    [RealClientFact("aria2c")]
    public async Task An_honest_client_completes_beside_a_misbehaving_crowd_and_memory_stays_bounded()
    {
        await using var planet = await RunningPlanet.StartAsync();
        var original = planet.MakeFile("wanted", 8 << 20, 61);
        var file = await planet.ShareAsync(original, "--peers", "6");
        var torrent = Content.ReadTorrent(file);
        await planet.AnnouncedAsync(torrent.InfoHash.ToString());
        var before = planet.WorkingSet();
        var tracker = new Uri(planet.TrackerUrl);
        var crowd = new HostileCrowd(torrent, new IPEndPoint(IPAddress.Parse(tracker.Host), tracker.Port), new IPv4Address(127, 25, 100, 0));
        Assert.Equal(0, Clients % HostileCrowd.KindCount);
        using var stopping = new CancellationTokenSource();
        var misbehaving = crowd.RunAsync(Clients, stopping.Token);
        string[] kinds = ["request-flood", "false-have", "huge-length", "garbage"];
        await Eventually.HoldsAsync(() => Task.FromResult(Array.TrueForAll(kinds, kind => crowd.CutOff.ContainsKey(kind))));

        var folder = Path.Combine(planet.Folder, "downloads");
        var run = await RealClient.Named("aria2c").FetchAsync(file, folder, "127.0.0.1");
        Assert.True(run.ExitCode == 0, run.Output + run.Error + planet.Written);
        Content.AssertSame(original, Path.Combine(folder, "wanted"));
        Assert.InRange(planet.WorkingSet() - before, long.MinValue, MostMemory);

        await stopping.CancelAsync();
        await misbehaving;
        Assert.True(await planet.MetricAsync("netmesh_gateway_refusals", "reason=\"garbage\"") > 0);
        Assert.True(await planet.MetricAsync("netmesh_gateway_refusals", "reason=\"connection-id\"") > 0);
        Assert.True(await planet.MetricAsync("netmesh_peer_refusals", "reason=\"protocol\"") > 0);
        Assert.Equal("ok\n", await planet.HealthAsync());
    }
}
