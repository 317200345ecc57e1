using System.Security.Cryptography;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.PeerWire;
using NetMesh.Protocols.Wire;
using Request = NetMesh.Protocols.BitTorrent.PeerWire.Request;

namespace NetMesh.Gateways.Tests.BitTorrent;

public sealed class PeerWireGatewayTests
{
    [Fact]
    public async Task A_real_peer_and_a_host_exchange_messages()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        var content = RandomNumberGenerator.GetBytes(16 * 1024);
        var program = fixture.ServePeer((net, end, frame) => Each(frame, message =>
        {
            switch (message)
            {
                case Handshake:
                    net.Send(end, new Handshake(0, PeerWireClient.InfoHash, Sha1Hash.Of("a host"u8)));
                    net.Send(end, new PeerWireBatch([new Bitfield([0xF0]), Unchoke.Instance]));
                    break;
                case Request request:
                    net.Send(end, new PieceBlock(request.Piece, request.Begin, Block.Of(content)));
                    break;
            }
        }));

        using var client = new PeerWireClient(await TestPlanet.DialAsync(TestPlanet.First, fixture.PeerPort));
        await client.SendAsync(PeerWireClient.Hello);
        Assert.Equal(Sha1Hash.Of("a host"u8), Assert.IsType<Handshake>(await client.ReadAsync()).PeerId);
        Assert.Equal([0xF0], Assert.IsType<Bitfield>(await client.ReadAsync()).Bits.ToArray());
        Assert.IsType<Unchoke>(await client.ReadAsync());
        await client.SendAsync(Interested.Instance, new Request(2, 16384, 16384), new Have(3));
        var block = Assert.IsType<PieceBlock>(await client.ReadAsync());
        Assert.Equal((2, 16384), (block.Piece, block.Begin));
        var bytes = new byte[block.Block.Length];
        block.Block.CopyTo(bytes);
        Assert.Equal(content, bytes);
        var hello = (await program.HearAsync(frame => frame.Message is Handshake)).Message;
        Assert.Equal(PeerWireClient.Hello.PeerId, ((Handshake)hello!).PeerId);
    }

    [Fact]
    public async Task Keep_alives_and_nothing_else_are_a_flood()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        fixture.ServePeer((_, _, _) => { });
        using var counted = new Transport.MetricsListener("peer-wire", fixture.Map);
        using var patient = new PeerWireClient(await TestPlanet.DialAsync(TestPlanet.First, fixture.PeerPort));
        await patient.SendAsync([PeerWireClient.Hello, .. Enumerable.Repeat(KeepAlive.Instance, 200), Interested.Instance, .. Enumerable.Repeat(KeepAlive.Instance, 200)]);
        var socket = await TestPlanet.DialAsync(TestPlanet.First, fixture.PeerPort);
        using var hostile = new PeerWireClient(socket);
        await hostile.SendAsync([PeerWireClient.Hello, .. Enumerable.Repeat(KeepAlive.Instance, 300)]);
        Assert.True((await socket.ReadToEndAsync()).Reset);
        Assert.Equal(1, counted.Sum("netmesh_gateway_refusals", Gateways.Transport.RefusalReasons.Garbage));
    }

    [Fact]
    public async Task Random_bytes_end_their_connection_and_nothing_else()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        fixture.ServePeer((net, end, frame) => Each(frame, message => net.Send(end, message)));
        using var counted = new Transport.MetricsListener("peer-wire", fixture.Map);
        var random = new Random(11);
        for (var i = 0; i < 100; i++)
        {
            using var hostile = new PeerWireClient(await TestPlanet.DialAsync(TestPlanet.First, fixture.PeerPort));
            if (i % 2 == 0)
            {
                await hostile.SendAsync(PeerWireClient.Hello);
                await hostile.ReadAsync();
            }

            var garbage = new byte[random.Next(200, 3000)];
            random.NextBytes(garbage);
            garbage[0] |= 0x80;
            await hostile.Socket.SendAsync(garbage);
            Assert.True((await hostile.Socket.ReadToEndAsync()).Reset);
        }

        Assert.True(counted.Sum("netmesh_gateway_refusals", "reason=garbage") >= 100);
        using var client = new PeerWireClient(await TestPlanet.DialAsync(TestPlanet.First, fixture.PeerPort));
        await client.SendAsync(PeerWireClient.Hello);
        Assert.IsType<Handshake>(await client.ReadAsync());
    }

    [Fact]
    public async Task A_message_that_announces_too_much_is_refused_before_it_is_sent()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        fixture.ServePeer();
        using var client = new PeerWireClient(await TestPlanet.DialAsync(TestPlanet.First, fixture.PeerPort));
        await client.SendAsync(PeerWireClient.Hello);
        await client.Socket.SendAsync(new byte[] { 0x7F, 0, 0, 0, 7 });
        Assert.True((await client.Socket.ReadToEndAsync()).Reset);
    }

    internal static void Each(Frame frame, Action<PeerWireMessage> act)
    {
        if (frame.Message is PeerWireBatch batch)
        {
            foreach (var message in batch.Messages)
            {
                act(message);
            }
        }
        else if (frame.Message is PeerWireMessage message)
        {
            act(message);
        }
    }
}
