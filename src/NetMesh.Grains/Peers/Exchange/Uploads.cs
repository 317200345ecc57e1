using NetMesh.Grains.Pieces;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.PeerWire;
using NetMesh.Protocols.BitTorrent.Torrents;

namespace NetMesh.Grains.Peers.Exchange;

/// <summary>Serves neighbours' requests as fast as the network takes blocks: what it does not take waits as a request, so that a choke or cancel still finds it.</summary>
public sealed class Uploads(Metainfo torrent, BlockMessages messages, IPieceStore store, Outbox outbox)
{
    /// <summary>Payload bytes sent.</summary>
    public long Total { get; private set; }

    public void Serve(PeerConnection connection, TimeSpan now)
    {
        while (connection is { IsWritable: true, IsGone: false } && connection.Session.Asked.TryTake(out var request))
        {
            if (BlockFor(connection, request) is { } block)
            {
                outbox.Send(connection, block, now);
                connection.LastBlock = now;
                Total += request.Length;
            }
        }
    }

    // A piece that the store has lost is not served; the neighbour will ask another one.
    private PieceBlock? BlockFor(PeerConnection connection, BlockRequest request)
    {
        if (torrent.ContentSeed is not null)
        {
            return messages.Simulated(request);
        }

        var hash = torrent.PieceHashes[request.Piece];
        if (connection.LastServed is not { } piece || piece.Hash != hash)
        {
            piece = connection.LastServed = store.Find(hash);
        }

        return piece is null ? null : new PieceBlock(request.Piece, request.Begin, Block.Stored(piece, request.Begin, request.Length));
    }
}
