using NetMesh.Grains.Peers.Picking;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.PeerWire;

namespace NetMesh.Grains.Peers;

/// <content>What a seed says of its pieces while it super-seeds.</content>
public sealed partial class SwarmPeer
{
    // Null for everybody but a seed that offers its pieces one by one.
    private SuperSeeding? offers;

    private void OnAsked(PeerConnection connection, int piece, TimeSpan now)
    {
        if (offers is not null)
        {
            offers.OnAsked(connection.Serial, piece);
            Offer(connection, now);
        }
    }

    private void OnIndifferent(PeerConnection connection, TimeSpan now)
    {
        if (!neighbours.Indifferent.Contains(connection))
        {
            neighbours.Indifferent.Add(connection);
            toldIndifferent = -1;
        }

        if (offers is not null)
        {
            offers.OnSated(connection.Serial);
            Offer(connection, now);
        }
    }

    private void OnSeen(PieceSet pieces, TimeSpan now)
    {
        for (var piece = offers is null ? -1 : pieces.NextFrom(0); piece >= 0; piece = pieces.NextFrom(piece + 1))
        {
            offers!.OnSeen(piece);
        }

        EndOffers(now);
    }

    private void OnSeen(int piece, TimeSpan now)
    {
        offers?.OnSeen(piece);
        EndOffers(now);
    }

    private void Offer(PeerConnection connection, TimeSpan now)
    {
        EndOffers(now);
        while (offers?.Offer(connection.Serial, connection.Session.Theirs, !connection.Session.AmChoking) is { } piece and >= 0)
        {
            outbox.Post(connection, messages.Have(piece), now);
        }
    }

    // Everybody hears of all the pieces he was not offered.
    private void EndOffers(TimeSpan now)
    {
        if (offers is not { IsOver: true } made)
        {
            return;
        }

        offers = null;
        foreach (var connection in neighbours.All)
        {
            if (!connection.IsShaken)
            {
                continue;
            }

            var news = new List<PeerWireMessage>();
            for (var piece = Pieces.NextFrom(0); piece >= 0; piece = Pieces.NextFrom(piece + 1))
            {
                if (!made.HasOffered(connection.Serial, piece) && connection.Session.Theirs?.Has(piece) != true)
                {
                    news.Add(messages.Have(piece));
                }
            }

            outbox.Post(connection, news.Count > 1 ? new PeerWireBatch([.. news]) : news.Count == 1 ? news[0] : null, now);
        }
    }
}
