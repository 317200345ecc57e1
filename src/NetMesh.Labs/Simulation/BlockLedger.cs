using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.PeerWire;
using NetMesh.Protocols.BitTorrent.Torrents;

namespace NetMesh.Labs.Simulation;

/// <summary>
/// What each host can have of a simulated torrent: what it had from the start, and the right blocks that ever reached it, in whatever life of its program.
/// What it says to have beyond that it has not verified.
/// </summary>
public sealed class BlockLedger(Metainfo torrent)
{
    private readonly Dictionary<IPv4Address, Holding> holdings = [];

    /// <summary>The host has everything from the start.</summary>
    public void AddSeed(IPv4Address host) => Of(host).Pieces.AddAll();

    /// <summary>Why the block is not the torrent's; null: it is.</summary>
    public string? Complaint(PieceBlock message)
    {
        var shape = torrent.Shape;
        var number = message.Begin / shape.BlockLength;
        if (message.Piece >= shape.PieceCount || message.Begin % shape.BlockLength != 0 || number >= shape.BlocksInPiece(message.Piece))
        {
            return $"there is no block at {message.Begin} of piece {message.Piece}";
        }

        var block = message.Block;
        return block.Length != shape.LengthOfBlock(message.Piece, number)
            ? $"block {number} of piece {message.Piece} has {block.Length} bytes, not {shape.LengthOfBlock(message.Piece, number)}"
            : !block.IsSimulated || block.Tag != PieceHash.Tag(torrent.ContentSeed.GetValueOrDefault(), message.Piece, number)
                ? $"block {number} of piece {message.Piece} has the wrong content"
                : null;
    }

    /// <summary>A block reached the host.</summary>
    public void Received(IPv4Address host, PieceBlock message)
    {
        if (Complaint(message) is not null)
        {
            return;
        }

        var holding = Of(host);
        var blocks = holding.Blocks[message.Piece] ??= new bool[torrent.Shape.BlocksInPiece(message.Piece)];
        blocks[message.Begin / torrent.Shape.BlockLength] = true;
        if (!blocks.AsSpan().Contains(false))
        {
            holding.Pieces.Add(message.Piece);
        }
    }

    /// <summary>Whether the host can have verified the piece.</summary>
    public bool MayHave(IPv4Address host, int piece) => Of(host).Pieces.Has(piece);

    /// <summary>How many pieces it can have verified.</summary>
    public int MostPieces(IPv4Address host) => Of(host).Pieces.Count;

    private Holding Of(IPv4Address host)
    {
        if (!holdings.TryGetValue(host, out var holding))
        {
            holdings.Add(host, holding = new Holding(new PieceSet(torrent.Shape.PieceCount), new bool[torrent.Shape.PieceCount][]));
        }

        return holding;
    }

    private sealed record Holding(PieceSet Pieces, bool[]?[] Blocks);
}
