using System.Net;
using System.Net.Sockets;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.PeerWire;
using NetMesh.Protocols.Wire;

namespace NetMesh.Gateways.Tests.BitTorrent;

public sealed class OutsideDiallerTests
{
    [Fact]
    public async Task A_host_dials_a_real_peer_from_its_own_address()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        using var listener = Listen(out var at);
        var program = fixture.Network.Dial(at, (net, end, frame) =>
        {
            if (frame.Kind == FrameKind.Accepted)
            {
                net.Send(end, PeerWireClient.Hello);
            }
        });

        using var patience = new CancellationTokenSource(TestPlanet.Patience);
        using var peer = new PeerWireClient(await listener.AcceptAsync(patience.Token));
        Assert.Equal(TestPlanet.First.ToString(), ((IPEndPoint)peer.Socket.RemoteEndPoint!).Address.ToString());
        Assert.IsType<Handshake>(await peer.ReadAsync());
        await peer.SendAsync(PeerWireClient.Hello, new Have(1));
        var answer = (await program.HearAsync(frame => frame.Kind == FrameKind.Data)).Message;
        Assert.Contains(answer, (object?[])[answer as Handshake, answer as PeerWireBatch]);

        fixture.Network.Network.Send(program.Dialled, new Have(2));
        Assert.Equal(2, Assert.IsType<Have>(await peer.ReadAsync()).Piece);
        fixture.Network.Network.Close(program.Dialled);
        Assert.False((await peer.Socket.ReadToEndAsync()).Reset);
    }

    [Fact]
    public async Task A_real_peer_that_hangs_up_is_heard()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        using var listener = Listen(out var at);
        var program = fixture.Network.Dial(at);
        using var patience = new CancellationTokenSource(TestPlanet.Patience);
        using var peer = new PeerWireClient(await listener.AcceptAsync(patience.Token));
        await peer.SendAsync(PeerWireClient.Hello);
        await program.HearAsync(frame => frame.Message is Handshake);
        peer.Dispose();
        await program.HearAsync(frame => frame.Kind is FrameKind.Closed);
    }

    [Fact]
    public async Task Nobody_there_is_a_reset()
    {
        await using var fixture = await GatewayFixture.StartAsync();

        // The port is kept, so that nobody else listens there either.
        using var kept = Bind();
        Assert.True(Endpoint.TryFrom(kept.LocalEndPoint, out var at));
        var program = fixture.Network.Dial(at);
        await program.HearAsync(frame => frame.Kind == FrameKind.Reset);
        Assert.DoesNotContain(program.Heard, frame => frame.Kind == FrameKind.Accepted);
    }

    [Theory]
    [InlineData("8.8.8.8:6881")]
    [InlineData("192.168.1.1:6881")]
    [InlineData("127.17.0.9:0")]
    public async Task Nothing_beyond_this_machine_is_dialled(string to)
    {
        await using var fixture = await GatewayFixture.StartAsync();
        Assert.True(Endpoint.TryParse(to, out var outside));
        var program = fixture.Network.Dial(outside);
        await program.HearAsync(frame => frame.Kind == FrameKind.Reset);
        Assert.DoesNotContain(program.Heard, frame => frame.Kind == FrameKind.Accepted);
    }

    [Fact]
    public async Task The_planets_own_ports_are_not_dialled_from_outside()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        var program = fixture.Network.Dial(new Endpoint(TestPlanet.Second, fixture.PeerPort));
        await program.HearAsync(frame => frame.Kind == FrameKind.Reset);
        Assert.DoesNotContain(program.Heard, frame => frame.Kind == FrameKind.Accepted);
    }

    [Fact]
    public async Task A_program_whose_protocol_never_dials_is_refused()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        using var listener = Listen(out var at);
        var program = fixture.Network.Dial(at, service: "discard");
        await program.HearAsync(frame => frame.Kind == FrameKind.Reset);
        Assert.False(listener.Poll(0, SelectMode.SelectRead));
    }

    [Fact]
    public async Task A_dial_that_nobody_answers_ends_when_its_time_is_over()
    {
        await using var fixture = await GatewayFixture.StartAsync();

        // A listener whose queue is full answers no further SYN.
        using var listener = Listen(out var at, backlog: 0);
        using var first = await TestPlanet.DialAsync(at.Address, at.Port);
        var program = fixture.Network.Dial(at);
        Assert.True(SpinWait.SpinUntil(() => fixture.Time.Waiting > 0, TestPlanet.Patience));
        fixture.Time.Move(new GatewayOptions().DialTime);
        await program.HearAsync(frame => frame.Kind == FrameKind.Reset);
    }

    private static Socket Listen(out Endpoint at, int backlog = 10)
    {
        var listener = Bind();
        listener.Listen(backlog);
        Assert.True(Endpoint.TryFrom(listener.LocalEndPoint, out at));
        return listener;
    }

    private static Socket Bind()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(TestPlanet.Client.ToIPAddress(), 0));
        return socket;
    }
}
