using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.PeerWire;
using NetMesh.Protocols.BitTorrent.Torrents;
using ContentBlock = NetMesh.Protocols.BitTorrent.Content.Block;

namespace NetMesh.Protocols.Tests.BitTorrent.PeerWire;

public sealed class PeerWireSessionTests
{
    private const int Block = TorrentShape.UsualBlockLength;
    private static readonly TorrentShape Shape = new((9L * 4 * Block) + 100, 4 * Block);
    private static readonly Sha1Hash Torrent = Sha1Hash.Of("torrent"u8);
    private static readonly Sha1Hash Somebody = Sha1Hash.Of("somebody"u8);

    private readonly ConnectionPair pair = new(Shape, Torrent);

    [Fact]
    public void Two_peers_shake_hands_and_exchange_a_block()
    {
        pair.ShakeHands();
        Assert.Equal(PeerWireEvent.Listed, pair.ToB(new Bitfield(pair.OursA.ToBits())));
        Assert.True(pair.B.PeerIsSeed);
        Assert.Equal(PeerWireEvent.Interested, pair.ToA(pair.B.SetInterest(true)!));
        Assert.Equal(PeerWireEvent.Unchoked, pair.ToB(pair.A.SetChoking(false)!));
        pair.B.Ask(new BlockRequest(2, Block, Block));
        Assert.Equal(PeerWireEvent.Asked, pair.ToA(new Request(2, Block, Block)));
        Assert.True(pair.A.Asked.TryTake(out var asked));
        Assert.Equal(new BlockRequest(2, Block, Block), asked);
        Assert.Equal(PeerWireEvent.Answered, pair.ToB(new PieceBlock(2, Block, ContentBlock.Simulated(Block, 1))));
        Assert.Equal(0, pair.B.Awaited.Count);
    }

    [Fact]
    public void Nothing_is_legal_before_the_handshake()
    {
        PeerWireMessage[] messages =
        [
            KeepAlive.Instance, Choke.Instance, Unchoke.Instance, Interested.Instance, NotInterested.Instance, new Have(0), new Bitfield(new byte[2]),
            new Request(0, 0, Block), new PieceBlock(0, 0, ContentBlock.Simulated(Block, 1)), new Cancel(0, 0, Block), new DhtPort(1),
            new Extended(0, []), new UnknownMessage(14, []),
        ];
        Assert.All(messages, message => Assert.Equal(PeerWireEvent.Refused, new ConnectionPair(Shape, Torrent).ToB(message)));
    }

    [Fact]
    public void A_second_handshake_is_refused()
    {
        pair.ShakeHands();
        Assert.Equal(PeerWireEvent.Refused, pair.ToB(new Handshake(0, Torrent, Somebody)));
    }

    [Fact]
    public void A_handshake_for_another_torrent_is_refused() =>
        Assert.Equal(PeerWireEvent.Refused, pair.ToB(new Handshake(0, Sha1Hash.Of("other"u8), Somebody)));

    [Fact]
    public void A_later_bitfield_adds_to_the_first_one()
    {
        pair.ShakeHands();
        Assert.Equal(PeerWireEvent.Nothing, pair.ToB(KeepAlive.Instance));
        Assert.Equal(PeerWireEvent.Nothing, pair.ToB(new DhtPort(6881)));
        Assert.Equal(PeerWireEvent.Listed, pair.ToB(new Bitfield([0x80, 0])));
        Assert.Equal(PeerWireEvent.Gained, pair.ToB(new Have(1)));
        Assert.Equal(PeerWireEvent.Listed, pair.ToB(new Bitfield([0x30, 0])));
        Assert.Equal(4, pair.B.Theirs!.Count);
        Assert.Equal([2, 3], Enumerable.Range(0, pair.B.Theirs.PieceCount).Where(pair.B.JustListed!.Has));
    }

    [Theory]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { 0xFF, 0, 0 })]
    [InlineData(new byte[] { 0xFF, 0x20 })]
    [InlineData(new byte[] { })]
    public void A_bitfield_of_the_wrong_length_or_with_spare_bits_is_refused(byte[] bits)
    {
        pair.ShakeHands();
        Assert.Equal(PeerWireEvent.Refused, pair.ToB(new Bitfield(bits)));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(10)]
    [InlineData(int.MaxValue)]
    public void A_have_beyond_the_torrent_is_refused(int piece)
    {
        pair.ShakeHands();
        Assert.Equal(PeerWireEvent.Refused, pair.ToB(new Have(piece)));
    }

    [Theory]
    [InlineData(0, 0, Block, true)]
    [InlineData(0, 0, 4 * Block, true)]
    [InlineData(0, 1, 100, true)]
    [InlineData(9, 0, 100, true)]
    [InlineData(9, 0, 101, false)]
    [InlineData(0, (4 * Block) - 1, 2, false)]
    [InlineData(0, -1, Block, false)]
    [InlineData(0, 0, 0, false)]
    [InlineData(0, 0, -5, false)]
    [InlineData(0, int.MaxValue, 1, false)]
    [InlineData(10, 0, 1, false)]
    [InlineData(-1, 0, 1, false)]
    public void A_request_must_lie_inside_a_piece(int piece, int begin, int length, bool isLegal)
    {
        pair.ShakeHands();
        pair.A.SetChoking(false);
        Assert.Equal(isLegal ? PeerWireEvent.Asked : PeerWireEvent.Refused, pair.ToA(new Request(piece, begin, length)));
    }

    [Fact]
    public void A_request_of_more_than_128_KiB_is_refused()
    {
        var large = new ConnectionPair(new TorrentShape(10 << 20, 1 << 20), Torrent);
        large.ShakeHands();
        large.A.SetChoking(false);
        Assert.Equal(PeerWireEvent.Asked, large.ToA(new Request(0, 0, 128 * 1024)));
        Assert.Equal(PeerWireEvent.Refused, large.ToA(new Request(0, 0, (128 * 1024) + 1)));
    }

    [Fact]
    public void A_request_for_a_piece_we_lack_is_refused()
    {
        pair.ShakeHands();
        pair.B.SetChoking(false);
        Assert.Equal(PeerWireEvent.Refused, pair.ToB(new Request(0, 0, Block)));
    }

    [Fact]
    public void Requests_that_cross_a_choke_are_ignored_but_a_flood_is_refused()
    {
        pair.ShakeHands();
        for (var i = 0; i < PeerWireSession.MostAsked; i++)
        {
            Assert.Equal(PeerWireEvent.Nothing, pair.ToA(new Request(0, 0, Block)));
        }

        Assert.Equal(PeerWireEvent.Refused, pair.ToA(new Request(0, 0, Block)));
    }

    [Fact]
    public void A_flood_of_requests_is_refused()
    {
        pair.ShakeHands();
        pair.A.SetChoking(false);
        for (var i = 0; i < PeerWireSession.MostAsked; i++)
        {
            Assert.Equal(PeerWireEvent.Asked, pair.ToA(new Request(i % 9, 0, Block)));
        }

        Assert.Equal(PeerWireEvent.Refused, pair.ToA(new Request(0, 0, Block)));
    }

    [Fact]
    public void Choking_forgets_what_was_asked()
    {
        pair.ShakeHands();
        pair.A.SetChoking(false);
        pair.ToA(new Request(0, 0, Block));
        Assert.IsType<Choke>(pair.A.SetChoking(true));
        Assert.Null(pair.A.SetChoking(true));
        Assert.Equal(0, pair.A.Asked.Count);
    }

    [Fact]
    public void A_cancelled_request_is_not_served()
    {
        pair.ShakeHands();
        pair.A.SetChoking(false);
        pair.ToA(new Request(0, 0, Block));
        pair.ToA(new Request(1, 0, Block));
        pair.ToA(new Cancel(0, 0, Block));
        Assert.True(pair.A.Asked.TryTake(out var left));
        Assert.Equal(1, left.Piece);
        Assert.Equal(0, pair.A.Asked.Count);
    }

    [Fact]
    public void A_block_nobody_asked_for_is_refused()
    {
        pair.ShakeHands();
        Assert.Equal(PeerWireEvent.Refused, pair.ToB(new PieceBlock(0, 0, ContentBlock.Simulated(Block, 1))));
    }

    [Fact]
    public void A_block_of_another_length_than_asked_for_is_refused()
    {
        pair.ShakeHands();
        pair.B.Ask(new BlockRequest(0, 0, Block));
        Assert.Equal(PeerWireEvent.Refused, pair.ToB(new PieceBlock(0, 0, ContentBlock.Simulated(Block - 1, 1))));
    }

    [Fact]
    public void A_block_that_was_given_up_may_still_come_once()
    {
        pair.ShakeHands();
        pair.B.Ask(new BlockRequest(0, 0, Block));
        Assert.True(pair.B.GiveUp(new BlockRequest(0, 0, Block)));
        Assert.Equal(PeerWireEvent.AnsweredLate, pair.ToB(new PieceBlock(0, 0, ContentBlock.Simulated(Block, 1))));
        Assert.Equal(PeerWireEvent.Refused, pair.ToB(new PieceBlock(0, 0, ContentBlock.Simulated(Block, 1))));
    }

    [Theory]
    [InlineData(99, 0, Block)]
    [InlineData(0, 5, Block)]
    [InlineData(0, 0, 7)]
    [InlineData(9, 0, Block)]
    [InlineData(0, 4 * Block, Block)]
    public void A_late_block_must_still_be_one_of_the_torrents(int piece, int begin, int length)
    {
        pair.ShakeHands();
        pair.B.Ask(new BlockRequest(0, 0, Block));
        pair.B.GiveUpAll();
        Assert.Equal(PeerWireEvent.Refused, pair.ToB(new PieceBlock(piece, begin, ContentBlock.Simulated(length, 1))));
    }

    [Fact]
    public void Extensions_are_spoken_only_when_both_sides_offer_them()
    {
        pair.ShakeHands();
        Assert.Equal(PeerWireEvent.Refused, pair.ToB(new Extended(0, [])));
        var extended = new ConnectionPair(Shape, Torrent, ReservedBits.ExtensionProtocol);
        extended.ShakeHands();
        Assert.Equal(PeerWireEvent.Extended, extended.ToB(new Extended(0, [])));
        Assert.Equal(PeerWireEvent.Listed, extended.ToB(new Bitfield([0x80, 0])));
    }

    [Fact]
    public void Messages_of_other_extensions_are_skipped()
    {
        pair.ShakeHands();
        Assert.Equal(PeerWireEvent.Nothing, pair.ToB(new UnknownMessage(13, [0, 0, 0, 1])));
        Assert.Equal(PeerWireEvent.Nothing, pair.ToB(new UnknownMessage(200, [])));
    }

    [Fact]
    public void Whatever_arrives_the_session_answers_and_never_throws()
    {
        var random = new Random(4);
        for (var run = 0; run < 2000; run++)
        {
            var hostile = new ConnectionPair(Shape, Torrent, ReservedBits.ExtensionProtocol);
            hostile.ShakeHands();
            hostile.A.SetChoking(run % 2 == 0);
            hostile.A.Ask(new BlockRequest(3, 0, Block));
            for (var i = 0; i < 20 && hostile.ToA(Anything(random)) != PeerWireEvent.Refused; i++)
            {
            }
        }
    }

    private static PeerWireMessage Anything(Random random)
    {
        int Number() => random.Next(4) switch { 0 => random.Next(-2, 12), 1 => Block, 2 => random.Next(), _ => int.MinValue + random.Next(5) };
        return random.Next(11) switch
        {
            0 => Choke.Instance,
            1 => Unchoke.Instance,
            2 => Interested.Instance,
            3 => new Have(Number()),
            4 => new Bitfield(new byte[random.Next(4)]),
            5 => new Request(Number(), Number(), Number()),
            6 => new PieceBlock(Number(), Number(), ContentBlock.Simulated(random.Next(2 * Block), 1)),
            7 => new Cancel(Number(), Number(), Number()),
            8 => new Extended((byte)random.Next(256), []),
            9 => new Handshake(0, Torrent, Somebody),
            _ => new UnknownMessage((byte)random.Next(256), []),
        };
    }
}
