using System.Net;
using System.Text.Json;
using NetMesh.Protocols.BitTorrent.Torrents;

namespace NetMesh.Interop.Tests;

/// <summary>A client that means harm: the planet refuses it, counts it, and serves the others as ever.</summary>
public sealed class HostileClientTests
{
    private const int Leechers = 3;

    [RealClientFact("aria2c")]
    public async Task Wrong_bytes_and_broken_messages_get_a_client_cut_off_and_banned_and_honest_ones_complete()
    {
        await using var planet = await RunningPlanet.StartAsync();
        var original = planet.MakeFile("wanted", 16 << 20, 51);
        var torrent = MetainfoWriter.OfContent("wanted", File.ReadAllBytes(original), [[planet.TrackerUrl], [planet.UdpTrackerUrl()]]);
        var file = Path.Combine(planet.Folder, "given.torrent");
        File.WriteAllBytes(file, torrent.Encoded.Span);
        await using var liar = new HostileClient(torrent, IPAddress.Parse("127.25.0.91"));
        await using var hostile = new HostileClient(torrent, IPAddress.Parse("127.25.0.90"));

        // Nobody else has anything: the peers that join must ask the liar, and find it out.
        await liar.PoseAsSeedAsync(planet.TrackerUrl);
        var (swarm, hosts) = await planet.JoinAsync(file, "--peers", $"{Leechers}");
        var peers = new Dictionary<string, JsonElement>();
        await Eventually.HoldsAsync(
            async () =>
            {
                foreach (var host in hosts)
                {
                    peers[host] = await planet.PeerAsync(host);
                }

                return peers.Values.Sum(peer => peer.GetProperty("banned").GetInt32()) == Leechers;
            },
            () => new($"{string.Join('\n', peers)}\n{planet.Written}"));
        Assert.True(await planet.MetricAsync("netmesh_peer_pieces_failed") >= Leechers);
        Assert.True(await planet.MetricAsync("netmesh_peer_refusals", "reason=\"banned\"") >= Leechers);

        // An honest source appears; meanwhile the other attacks run against its peers.
        var shared = await planet.ShareAsync(original, "--peers", "2");
        Assert.Equal(torrent.InfoHash, Content.ReadTorrent(shared).InfoHash);
        var before = await RefusalsAsync();
        var victim = await planet.PeerEndpointAsync(hosts[0]);
        var attacks = Task.WhenAll(
            hostile.SendGarbageAsync(victim), hostile.DribbleHandshakeAsync(victim), hostile.AnnounceHugeMessageAsync(victim), hostile.FloodRequestsAsync(victim));
        var folder = Path.Combine(planet.Folder, "downloads");
        var run = await RealClient.Named("aria2c").FetchAsync(file, folder, "127.0.0.1");
        Assert.True(run.ExitCode == 0, run.Output + run.Error + planet.Written);
        Content.AssertSame(original, Path.Combine(folder, "wanted"));
        await planet.SeedingAsync(swarm, Leechers);

        await attacks;
        var refusals = await RefusalsAsync() - before;
        Assert.True(refusals >= 3, $"garbage, the endless handshake and the huge message are counted each, not {refusals} in all");
        Assert.Equal("ok\n", await planet.HealthAsync());

        Task<double> RefusalsAsync() => planet.MetricAsync("netmesh_gateway_refusals", "protocol=\"peer-wire\"", "region=\"ap-northeast\"");
    }
}
