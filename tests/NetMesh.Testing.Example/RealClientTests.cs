using System.Net;
using System.Net.Sockets;
using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Testing.Example;

/// <summary>A planet on the wall clock, with its gateways open on free ports: real clients can be pointed at it.</summary>
public sealed class RealClientTests
{
    [Fact]
    public async Task Real_client_finds_the_seed_through_the_tracker()
    {
        await using var mesh = await Mesh.StartAsync("two-coasts.yaml");
        var film = mesh.Swarm("film");
        using var client = new HttpClient();

        // The seed is among the peers as soon as its own announce has crossed the planet.
        var seed = mesh.Map.HostAt(film.Seeds[0])!.Name;
        Assert.True(await mesh.RunUntilAsync(
            async () => Names(await client.GetByteArrayAsync(Announce(mesh.Tracker.Http, film)), mesh.PeerOf(seed)), within: TimeSpan.FromMinutes(2)));

        Assert.True(mesh.Metrics.Sum("netmesh_gateway_bytes_total", ("protocol", "tracker-http"), ("direction", "out")) > 0);
    }

    [Fact]
    public async Task Real_client_hears_nothing_from_a_tracker_that_is_down()
    {
        await using var mesh = await Mesh.StartAsync("two-coasts.yaml");
        var film = mesh.Swarm("film");
        using var client = new HttpClient();

        mesh.Faults.TakeDown(mesh.AddressOf("tracker"));
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetByteArrayAsync(Announce(mesh.Tracker.Http, film)));

        mesh.Faults.BringUp(mesh.AddressOf("tracker"));
        Assert.NotEmpty(await client.GetByteArrayAsync(Announce(mesh.Tracker.Http, film)));
    }

    [Fact]
    public async Task Peers_of_the_planet_shake_hands_with_whoever_dials_them()
    {
        await using var mesh = await Mesh.StartAsync("two-coasts.yaml");
        var film = mesh.Swarm("film");
        byte[] greeting = [19, .. "BitTorrent protocol"u8, .. new byte[8], .. BytesOf(film.Torrent.InfoHash), .. "-EX0001-handshaking!"u8];

        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(mesh.PeerOf(mesh.Map.HostAt(film.Seeds[0])!.Name));
        await socket.SendAsync(greeting);
        var answer = new byte[greeting.Length];
        await new NetworkStream(socket).ReadExactlyAsync(answer);

        Assert.Equal(greeting[..20], answer[..20]);
        Assert.Equal(BytesOf(film.Torrent.InfoHash), answer[28..48]);
    }

    private static Uri Announce(Uri tracker, MeshSwarm swarm) => new(
        $"{tracker}?info_hash={string.Concat(BytesOf(swarm.Torrent.InfoHash).Select(b => $"%{b:x2}"))}&peer_id=-EX0001-handshaking!&port=6881&left=1&compact=1");

    // Compact peer lists (BEP 23) hold four bytes of address and two of port for each peer.
    private static bool Names(byte[] answer, IPEndPoint peer) =>
        answer.AsSpan().IndexOf([.. peer.Address.GetAddressBytes(), (byte)(peer.Port >> 8), (byte)peer.Port]) >= 0;

    private static byte[] BytesOf(Sha1Hash hash) => Convert.FromHexString(hash.ToString());
}
