using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.PeerWire;
using NetMesh.Protocols.BitTorrent.Torrents;

// Orleans' packages bring an Orleans.Runtime.Request into every file.
using Request = NetMesh.Protocols.BitTorrent.PeerWire.Request;

namespace NetMesh.Grains.Peers.Exchange;

/// <summary>
/// The messages of one torrent that are the same whoever sends them: requests, HAVEs and, for simulated content, the blocks themselves. They are immutable,
/// so all peers of the process share one object for each. Safe from any thread: two threads may at worst make the same message twice.
/// </summary>
public sealed class BlockMessages
{
    // Beyond this many blocks (16 GiB of usual ones) a table would be too large to be worth it.
    private const long MostBlocks = 1 << 20;

    private readonly Metainfo torrent;
    private readonly int blocksPerPiece;
    private readonly Have?[] haves;
    private readonly Request?[] requests;
    private readonly PieceBlock?[] blocks;
    private byte[]? info;

    public BlockMessages(Metainfo torrent)
    {
        this.torrent = torrent;
        blocksPerPiece = torrent.Shape.BlocksInPiece(0);
        var count = (long)blocksPerPiece * torrent.Shape.PieceCount;
        haves = new Have?[torrent.Shape.PieceCount];
        requests = count <= MostBlocks ? new Request?[count] : [];
        blocks = torrent.ContentSeed is not null && count <= MostBlocks ? new PieceBlock?[count] : [];
    }

    /// <summary>The torrent's info dictionary, as peers send it to each other (BEP 9); empty for simulated content.</summary>
    public ReadOnlyMemory<byte> Info => torrent.ContentSeed is null ? info ??= MetainfoWriter.InfoOf(torrent).ToArray() : default;

    public Have Have(int piece) => haves[piece] ??= new Have(piece);

    public Request Request(BlockRequest request)
    {
        var index = IndexOf(request);
        return index < requests.Length
            ? requests[index] ??= new Request(request.Piece, request.Begin, request.Length)
            : new Request(request.Piece, request.Begin, request.Length);
    }

    /// <summary>A block of simulated content. A request that is not for a whole block gets one with the tag of the block in which it begins.</summary>
    public PieceBlock Simulated(BlockRequest request)
    {
        var index = IndexOf(request);
        if (index >= blocks.Length || request.Begin % torrent.Shape.BlockLength != 0
            || request.Length != torrent.Shape.LengthOfBlock(request.Piece, request.Begin / torrent.Shape.BlockLength))
        {
            return Make(request);
        }

        return blocks[index] ??= Make(request);
    }

    private PieceBlock Make(BlockRequest request) => new(
        request.Piece,
        request.Begin,
        Block.Simulated(request.Length, PieceHash.Tag(torrent.ContentSeed.GetValueOrDefault(), request.Piece, request.Begin / torrent.Shape.BlockLength)));

    private int IndexOf(BlockRequest request) => (request.Piece * blocksPerPiece) + (request.Begin / torrent.Shape.BlockLength);
}

/// <summary>The message tables of the process's torrents, by info-hash. One for all peers.</summary>
public sealed class BlockMessageTables
{
    private readonly Lock gate = new();
    private readonly Dictionary<Sha1Hash, WeakReference<BlockMessages>> tables = [];

    public BlockMessages For(Metainfo torrent)
    {
        lock (gate)
        {
            if (tables.TryGetValue(torrent.InfoHash, out var known) && known.TryGetTarget(out var table))
            {
                return table;
            }

            table = new BlockMessages(torrent);
            tables[torrent.InfoHash] = new WeakReference<BlockMessages>(table);
            return table;
        }
    }
}
