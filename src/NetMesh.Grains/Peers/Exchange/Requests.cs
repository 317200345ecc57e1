using NetMesh.Planet.Faults;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.PeerWire;

namespace NetMesh.Grains.Peers.Exchange;

/// <summary>Keeps every neighbour that has unchoked us busy with requests, and takes requests back.</summary>
public sealed class Requests(Download download, BlockMessages messages, Outbox outbox, List<PeerConnection> open)
{
    /// <summary>For tests of the simulation.</summary>
    internal PlantedBug Bug { get; init; }

    /// <summary>A neighbour could have been asked for more, but all it has that we lack was asked for already: once that changes, it is worth another try.</summary>
    public bool AreStarved { get; private set; }

    /// <summary>Requests that may be unanswered at all neighbours together (<see cref="RequestPipeline.RoomFor"/>); each may be asked for one block in any case.</summary>
    public int Room { get; init; } = int.MaxValue;

    /// <summary>Requests unanswered at all neighbours together.</summary>
    public int Awaited { get; private set; }

    /// <summary>Fills a neighbour's pipeline up, if it is half empty and our downlink has room for more.</summary>
    public void Refill(PeerConnection connection, TimeSpan now)
    {
        var session = connection.Session;
        if (session.PeerChoking || !session.AmInterested || session.Theirs is not { } theirs)
        {
            return;
        }

        var before = session.Awaited.Count;
        var wanted = connection.IsSnubbing ? 1 - before : Math.Min(connection.Pipeline.Refill(before), Math.Max(Room - Awaited, 1 - before));
        for (; wanted > 0 && download.TryAsk(connection.Remote.Address, theirs, out var request); wanted--)
        {
            Ask(connection, request, now);
        }

        AreStarved |= wanted > 0;
        if (wanted > 0 && before == 0)
        {
            LoseInterest(connection, now);
        }

        if (session.Awaited.Count == 0 && download.TryAskAgain(theirs, session.Awaited, out var again))
        {
            Ask(connection, again, now);
        }

        if (session.Awaited.Count > before)
        {
            connection.Pipeline.Sent(before, now);
            connection.LastProgress = before == 0 && !connection.IsSnubbing ? now : connection.LastProgress;
        }
    }

    /// <summary>
    /// Tells a neighbour that has nothing any more that we lack. Not with every piece that is verified: that would be a look at each neighbour, whereas a
    /// neighbour that has nothing for us loses nothing by hearing so some seconds later.
    /// </summary>
    public void LoseInterest(PeerConnection connection, TimeSpan now)
    {
        if (connection.Session is { AmInterested: true, Theirs: { } theirs } session && !download.Ours.LacksSomeOf(theirs))
        {
            outbox.Post(connection, session.SetInterest(false), now);
        }
    }

    public void RefillAll(TimeSpan now)
    {
        AreStarved = false;
        foreach (var connection in open)
        {
            Refill(connection, now);
        }
    }

    /// <summary>A block is here that others were asked for too: they are told to forget it (the end game).</summary>
    public void Cancel(PieceBlock block, PeerConnection sender, TimeSpan now)
    {
        var request = new BlockRequest(block.Piece, block.Begin, block.Block.Length);
        foreach (var connection in open)
        {
            if (!ReferenceEquals(connection, sender) && connection.Session.GiveUp(request))
            {
                Awaited--;
                download.Release(request);
                outbox.Post(connection, new Cancel(request.Piece, request.Begin, request.Length), now);
            }
        }
    }

    /// <summary>
    /// If the neighbour lets us wait, what it was asked for is asked of others. It is told to forget it, or it would go on answering old requests while new ones
    /// wait behind them, for ever where its uplink is slow.
    /// </summary>
    public void NoticeSnub(PeerConnection connection, TimeSpan now)
    {
        if (connection.IsSnubbing || !SnubDetector.IsSnubbed(connection.Session.Awaited.Count, connection.LastProgress, now) || Bug == PlantedBug.SnubsNotNoticed)
        {
            return;
        }

        connection.IsSnubbing = true;
        ref var awaited = ref connection.Session.Awaited;
        for (var i = 0; i < awaited.Count; i++)
        {
            outbox.Post(connection, new Cancel(awaited[i].Piece, awaited[i].Begin, awaited[i].Length), now);
        }

        GiveUpAll(connection);
    }

    /// <summary>The neighbour will answer none of its requests: it choked us or is gone.</summary>
    public void GiveUpAll(PeerConnection connection)
    {
        ref var awaited = ref connection.Session.Awaited;
        for (var i = 0; i < awaited.Count && Bug != PlantedBug.RequestsNotGivenUp; i++)
        {
            download.Release(awaited[i]);
        }

        Awaited -= awaited.Count;
        connection.Session.GiveUpAll();
    }

    /// <summary>A neighbour answered a request.</summary>
    public void Answered() => Awaited--;

    private void Ask(PeerConnection connection, BlockRequest request, TimeSpan now)
    {
        Awaited++;
        connection.Session.Ask(request);
        outbox.Post(connection, messages.Request(request), now);
    }
}
