using System.Net;
using System.Net.Sockets;
using NetMesh.Contracts.Hosts;
using NetMesh.Gateways.BitTorrent;
using NetMesh.Gateways.Tests.Transport;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Trackers.Udp;
using NetMesh.Protocols.Wire;
using NetMesh.Testing;

namespace NetMesh.Gateways.Tests.BitTorrent;

/// <summary>A peer whose tracker is on another planet speaks to it with real datagrams.</summary>
public sealed class OutsideDatagramsTests
{
    private static readonly Endpoint Peer = new(TestPlanet.First, (ushort)FreePorts.One());

    [Fact]
    public async Task A_peer_asks_from_its_own_address_and_port_and_hears_the_answer()
    {
        await using var fixture = await StartAsync();
        using var tracker = Tracker(out var at);
        var peer = fixture.Network.Serve(Peer, ServiceNames.Peer);

        fixture.Network.Network.SendDatagram(Peer, at, new ConnectRequest(7));
        var (question, from) = await ReceiveAsync(tracker);
        Assert.Equal(Peer.ToIPEndPoint(), from);
        Assert.Equal(7, Assert.IsType<ConnectRequest>(UdpTrackerReader.ReadRequest(question, Peer).Value).TransactionId);

        await AnswerAsync(tracker, from, new ConnectAnswer(7, 99));
        var heard = await peer.HearAsync(frame => frame.Message is ConnectAnswer);
        Assert.Equal(99, ((ConnectAnswer)heard.Message!).ConnectionId);
    }

    [Fact]
    public async Task Nobody_but_the_tracker_is_heard_and_others_learn_that_no_datagrams_are_taken()
    {
        await using var fixture = await StartAsync();
        using var tracker = Tracker(out var at);
        var peer = fixture.Network.Serve(Peer, ServiceNames.Peer);
        fixture.Network.Network.SendDatagram(Peer, at, new ConnectRequest(7));
        var (_, from) = await ReceiveAsync(tracker);

        // As a client does that tries uTP before TCP.
        using var stranger = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        stranger.Bind(new IPEndPoint(TestPlanet.Client.ToIPAddress(), 0));
        await stranger.ConnectAsync(Peer.ToIPEndPoint());
        await stranger.SendAsync(new byte[20]);
        var refused = await Assert.ThrowsAsync<SocketException>(() => ReceiveAsync(stranger));
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);

        await AnswerAsync(tracker, from, new ConnectAnswer(7, 99));
        await peer.HearAsync(frame => frame.Message is ConnectAnswer);
        Assert.Single(peer.Heard);
    }

    [Fact]
    public async Task A_peer_that_changes_trackers_speaks_to_both()
    {
        await using var fixture = await StartAsync();
        using var first = Tracker(out var before);
        using var second = Tracker(out var after);
        fixture.Network.Serve(Peer, ServiceNames.Peer);
        fixture.Network.Network.SendDatagram(Peer, before, new ConnectRequest(1));
        fixture.Network.Network.SendDatagram(Peer, after, new ConnectRequest(2));
        Assert.Equal((await ReceiveAsync(first)).From, (await ReceiveAsync(second)).From);
    }

    [Fact]
    public async Task A_socket_that_is_idle_is_closed_and_opened_again_when_it_is_needed()
    {
        await using var fixture = await StartAsync();
        using var tracker = Tracker(out var at);
        fixture.Network.Serve(Peer, ServiceNames.Peer);
        fixture.Network.Network.SendDatagram(Peer, at, new ConnectRequest(1));
        await ReceiveAsync(tracker);
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        Assert.Throws<SocketException>(() => other.Bind(Peer.ToIPEndPoint()));

        fixture.Time.Move(OutsideDatagrams.IdleTime);
        other.Bind(Peer.ToIPEndPoint());
        other.Dispose();
        fixture.Network.Network.SendDatagram(Peer, at, new ConnectRequest(2));
        await ReceiveAsync(tracker);
    }

    [Theory]
    [InlineData("8.8.8.8:6969", "outside-prefix")]
    [InlineData("127.17.3.7:0", "no-such-service")]
    [InlineData("127.16.0.6:6969", "no-such-service")]
    public async Task Nothing_is_sent_beyond_this_machine_or_to_a_host_of_the_planet_that_does_not_listen(string to, string reason)
    {
        await using var fixture = await StartAsync();
        using var metrics = new MetricsListener("tracker-udp", fixture.Map);
        fixture.Network.Serve(Peer, ServiceNames.Peer);
        fixture.Map.AddHost(new Host("silent", IPv4Address.Parse("127.16.0.6"), fixture.Map.Regions[0], AccessLink.Unlimited));
        Assert.True(Endpoint.TryParse(to, out var at));
        fixture.Network.Network.SendDatagram(Peer, at, new ConnectRequest(1));
        Assert.Equal(1, metrics.Sum("netmesh_gateway_refusals", $"reason={reason}"));
    }

    private static async Task<GatewayFixture> StartAsync()
    {
        var fixture = await GatewayFixture.StartAsync(map: TestPlanet.MapOf("us-east"));
        fixture.Map.AddHost(new Host("peer", Peer.Address, fixture.Map.Regions[0], AccessLink.Unlimited));
        return fixture;
    }

    private static Socket Tracker(out Endpoint at)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(TestPlanet.Second.ToIPAddress(), 0));
        Assert.True(Endpoint.TryFrom(socket.LocalEndPoint, out at));
        return socket;
    }

    private static async Task<(byte[] Datagram, IPEndPoint From)> ReceiveAsync(Socket socket)
    {
        using var patience = new CancellationTokenSource(TestPlanet.Patience);
        var buffer = new byte[2048];
        var received = await socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), patience.Token);
        return (buffer[..received.ReceivedBytes], (IPEndPoint)received.RemoteEndPoint);
    }

    private static async Task AnswerAsync(Socket tracker, IPEndPoint to, UdpTrackerPacket answer)
    {
        var bytes = new byte[2048];
        await tracker.SendToAsync(bytes.AsMemory(0, UdpTrackerWriter.Write(answer, bytes)), SocketFlags.None, to);
    }
}
