using NetMesh.Labs.Simulation;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.PeerWire;
using NetMesh.Protocols.BitTorrent.Torrents;

namespace NetMesh.Labs.Tests.Simulation;

public sealed class BlockLedgerTests
{
    private const int Length = TorrentShape.UsualBlockLength;

    private static readonly IPv4Address Host = IPv4Address.Parse("127.16.1.1");

    private readonly BlockLedger ledger = new(Metainfo.Simulated("ledger", new TorrentShape((5 * Length) + 100, 2 * Length), 7));

    [Fact]
    public void Piece_may_be_had_once_all_its_right_blocks_have_come()
    {
        ledger.Received(Host, Block(0, 0));
        Assert.False(ledger.MayHave(Host, 0));
        ledger.Received(Host, Block(0, 0));
        Assert.False(ledger.MayHave(Host, 0));
        ledger.Received(Host, Block(0, 1));
        Assert.True(ledger.MayHave(Host, 0));
        Assert.Equal(1, ledger.MostPieces(Host));
        Assert.False(ledger.MayHave(IPv4Address.Parse("127.16.1.2"), 0));
    }

    [Fact]
    public void Wrong_block_counts_for_nothing()
    {
        ledger.Received(Host, Block(0, 0));
        ledger.Received(Host, new PieceBlock(0, Length, NetMesh.Protocols.BitTorrent.Content.Block.Simulated(Length, 666)));
        Assert.False(ledger.MayHave(Host, 0));
    }

    [Fact]
    public void Seed_has_everything()
    {
        ledger.AddSeed(Host);
        Assert.Equal(3, ledger.MostPieces(Host));
    }

    [Fact]
    public void Complaint_says_what_is_wrong()
    {
        Assert.Null(ledger.Complaint(Block(2, 1)));
        Assert.Contains("wrong content", Complaint(0, 0, Length, 666), StringComparison.Ordinal);
        Assert.Contains("there is no block", Complaint(3, 0, Length, 0), StringComparison.Ordinal);
        Assert.Contains("there is no block", Complaint(2, 2 * Length, Length, 0), StringComparison.Ordinal);
        Assert.Contains("there is no block", Complaint(0, 100, Length, 0), StringComparison.Ordinal);
        Assert.Contains("100", Complaint(2, Length, Length, PieceHash.Tag(7, 2, 1)), StringComparison.Ordinal);
    }

    private static PieceBlock Block(int piece, int number) =>
        new(piece, number * Length, NetMesh.Protocols.BitTorrent.Content.Block.Simulated(piece == 2 && number == 1 ? 100 : Length, PieceHash.Tag(7, piece, number)));

    private string Complaint(int piece, int begin, int length, ulong tag) =>
        ledger.Complaint(new PieceBlock(piece, begin, NetMesh.Protocols.BitTorrent.Content.Block.Simulated(length, tag)))!;
}
