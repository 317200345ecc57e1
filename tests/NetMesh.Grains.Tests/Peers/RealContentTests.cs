using NetMesh.Clock;
using NetMesh.Planet;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.PeerWire;
using NetMesh.Protocols.BitTorrent.Torrents;
using NetMesh.Protocols.Wire;
using Request = NetMesh.Protocols.BitTorrent.PeerWire.Request;

namespace NetMesh.Grains.Tests.Peers;

public sealed class RealContentTests
{
    private const int PieceLength = 64 * 1024;
    private readonly byte[] content = new byte[(10 * PieceLength) + 777];
    private readonly Metainfo torrent;
    private readonly MemorySwarm swarm;

    public RealContentTests()
    {
        new RandomStream(3).NextBytes(content);
        torrent = MetainfoWriter.OfContent("content", content, [["udp://127.16.0.2:16969"]], PieceLength);
        swarm = new MemorySwarm(torrent: torrent);
        for (var piece = 0; piece < torrent.Shape.PieceCount; piece++)
        {
            var bytes = content.AsSpan(piece * PieceLength, torrent.Shape.LengthOfPiece(piece)).ToArray();
            swarm.Store.Store(torrent.PieceHashes[piece], [Block.Of(bytes)]);
        }
    }

    [Fact]
    public void Bytes_go_from_peer_to_peer_by_reference_and_are_verified()
    {
        swarm.Add(isSeed: true);
        var leecher = swarm.Add();
        swarm.Introduce();
        Assert.True(swarm.RunUntilComplete(TimeSpan.FromSeconds(60)));
        Assert.Equal(content.Length, leecher.Peer.Downloaded);
        Assert.Equal(0, leecher.Peer.Status.PiecesFailed);
    }

    [Fact]
    public void Bytes_that_crossed_a_socket_are_hashed_and_a_flipped_bit_is_found()
    {
        swarm.Add(isSeed: true);
        var leecher = swarm.Add();
        var flips = 1;
        swarm.Network.Tamper = (_, message) =>
        {
            if (message is not PieceBlock block)
            {
                return message;
            }

            var bytes = new byte[block.Block.Length];
            block.Block.CopyTo(bytes);
            bytes[100] ^= (byte)(flips-- > 0 ? 1 : 0);
            return new PieceBlock(block.Piece, block.Begin, Block.Of(bytes));
        };
        swarm.Introduce();
        swarm.Clock.RunFor(TimeSpan.FromSeconds(30));

        // The piece came from one sender, so the sender is convicted at once; there is nobody else to fetch it from.
        Assert.Equal(1, leecher.Peer.Status.PiecesFailed);
        Assert.Equal(1, leecher.Peer.Status.Banned);
        Assert.False(leecher.Peer.IsSeed);
    }

    [Fact]
    public void A_client_with_a_magnet_link_gets_the_info_dictionary()
    {
        var seed = swarm.Add(isSeed: true);
        var client = new Client(swarm, new Endpoint(IPv4Address.Parse("127.16.9.9"), 7000));
        client.Dial(seed.Plan.Listen);
        swarm.Clock.RunFor(TimeSpan.FromSeconds(1));
        client.Send(new Handshake(ReservedBits.ExtensionProtocol, torrent.InfoHash, Sha1Hash.Of("client"u8)));
        swarm.Clock.RunFor(TimeSpan.FromSeconds(1));
        var greeting = ExtensionHandshake.Read(client.Heard.OfType<Extended>().Single().Payload).Value!;
        Assert.Equal(MetainfoWriter.InfoOf(torrent).Length, greeting.MetadataSize);
        Assert.Equal(seed.Plan.Listen.Port, greeting.Port);

        client.Send(new ExtensionHandshake { Extensions = [new ExtensionNumber(ExtensionHandshake.Metadata, 7)] }.ToMessage());
        client.Send(MetadataMessage.Request(0).ToMessage(greeting.NumberOf(ExtensionHandshake.Metadata)));
        client.Send(MetadataMessage.Request(1).ToMessage(greeting.NumberOf(ExtensionHandshake.Metadata)));
        client.Send(new Extended(99, [1, 2, 3]));
        swarm.Clock.RunFor(TimeSpan.FromSeconds(1));

        var answers = client.Heard.OfType<Extended>().Where(message => message.ExtensionId == 7)
            .Select(message => MetadataMessage.Read(message.Payload).Value!).ToArray();
        Assert.Equal([MetadataMessageKind.Data, MetadataMessageKind.Reject], answers.Select(answer => answer.Kind));
        Assert.Equal(torrent.InfoHash, Sha1Hash.Of(answers[0].Data.Span));
    }

    [Fact]
    public void A_client_that_never_shakes_hands_or_speaks_out_of_turn_is_dropped()
    {
        var seed = swarm.Add(isSeed: true);
        var silent = new Client(swarm, new Endpoint(IPv4Address.Parse("127.16.9.9"), 7000));
        silent.Dial(seed.Plan.Listen);
        var rude = new Client(swarm, new Endpoint(IPv4Address.Parse("127.16.9.8"), 7000));
        rude.Dial(seed.Plan.Listen);
        swarm.Clock.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(2, seed.Peer.ConnectionCount);
        rude.Send(new Request(0, 0, 16384));
        swarm.Clock.RunFor(TimeSpan.FromSeconds(1));
        Assert.True(rude.IsReset);
        Assert.False(silent.IsReset);
        swarm.Clock.RunFor(TimeSpan.FromSeconds(20));
        Assert.True(silent.IsReset);
        Assert.Equal(0, seed.Peer.ConnectionCount);
    }

    /// <summary>A client that says what the test makes it say.</summary>
    private sealed class Client
    {
        private readonly MemorySwarm swarm;
        private readonly Endpoint at;
        private ConnectionEnd end;

        public Client(MemorySwarm swarm, Endpoint at)
        {
            this.swarm = swarm;
            this.at = at;
            swarm.Network.Listen(at, 0, Deliver);
        }

        public List<PeerWireMessage> Heard { get; } = [];

        public bool IsReset { get; private set; }

        public void Dial(Endpoint peer) => end = swarm.Network.Connect(at, peer);

        public void Send(PeerWireMessage message) => swarm.Network.Send(end, message);

        private void Deliver(ConnectionEnd at, long sequence, Frame frame)
        {
            IsReset |= frame.Kind == FrameKind.Reset;
            Heard.AddRange(frame.Message switch
            {
                PeerWireBatch batch => batch.Messages.ToArray(),
                PeerWireMessage message => [message],
                _ => [],
            });
        }
    }
}
