using NetMesh.Grains.Peers.Exchange;
using NetMesh.Protocols.BitTorrent.PeerWire;

// Orleans' packages bring an Orleans.Runtime.Request into every file.
using Request = NetMesh.Protocols.BitTorrent.PeerWire.Request;

namespace NetMesh.Grains.Peers;

/// <content>What each message leads to.</content>
public sealed partial class SwarmPeer
{
    // False when the connection is gone and nothing more of it should be handled.
    private bool Handle(PeerConnection connection, PeerWireMessage message, TimeSpan now)
    {
        var session = connection.Session;
        var meaning = session.Receive(message, now, out _);
        switch (meaning)
        {
            case PeerWireEvent.Answered or PeerWireEvent.AnsweredLate:
                OnBlock(connection, (PieceBlock)message, meaning == PeerWireEvent.Answered, now);
                break;
            case PeerWireEvent.Gained:
                OnGained(connection, ((Have)message).Piece, now);
                break;
            case PeerWireEvent.Listed when session is { Theirs: { } theirs, JustListed: { } listed }:
                download.Pieces.Gained(listed);
                OnSeen(listed, now);
                outbox.Post(connection, session.SetInterest(Pieces.LacksSomeOf(theirs)), now);
                DropFellowSeed(connection, now);
                break;
            case PeerWireEvent.Unchoked:
                neighbours.Open.Add(connection);
                connection.Pipeline.Restart(now);
                break;
            case PeerWireEvent.Choked:
                neighbours.Open.Remove(connection);
                requests.GiveUpAll(connection);
                requests.RefillAll(now);
                break;
            case PeerWireEvent.Interested:
                neighbours.Indifferent.Remove(connection);
                choking.OnInterested(connection, IsSeed, now);
                break;
            case PeerWireEvent.NotInterested:
                OnIndifferent(connection, now);
                break;
            case PeerWireEvent.Asked:
                OnAsked(connection, ((Request)message).Piece, now);
                break;
            case PeerWireEvent.Shaken:
                OnShaken(connection, now);
                break;
            case PeerWireEvent.Extended:
                extensions.Hear(connection, (Extended)message, now);
                break;
            case PeerWireEvent.Refused:
                Drop(connection, "protocol", now);
                break;
            default:
                break;
        }

        return !connection.IsGone;
    }

    private void OnShaken(PeerConnection connection, TimeSpan now)
    {
        if (!connection.Session.HasShaken)
        {
            // Even one that will not stay is told who we are: it knows then why.
            outbox.Post(connection, neighbours.Shake(connection), now);
        }

        if (neighbours.Admit(connection) is { } refusal)
        {
            outbox.Release(now);
            Drop(refusal.Connection, refusal.Reason, now);
            if (connection.IsGone)
            {
                return;
            }

            outbox.Hold(connection);
        }

        neighbours.Indifferent.Add(connection);
        connection.Told = haves.Latest;
        connection.ToldAt = now;
        if (offers is not null)
        {
            Offer(connection, now);
        }
        else if (!Pieces.IsEmpty)
        {
            outbox.Post(connection, bitfield ??= new Bitfield(Pieces.ToBits()), now);
        }

        extensions.Greet(connection, now);
    }

    private void OnGained(PeerConnection connection, int piece, TimeSpan now)
    {
        download.Pieces.Gained(piece);
        OnSeen(piece, now);
        if (!Pieces.Has(piece))
        {
            outbox.Post(connection, connection.Session.SetInterest(true), now);
        }

        DropFellowSeed(connection, now);
    }

    private void OnBlock(PeerConnection connection, PieceBlock block, bool wasAsked, TimeSpan now)
    {
        downloaded += block.Block.Length;
        if (wasAsked)
        {
            requests.Answered();
        }

        watch.Watcher?.Received(plan, connection.Remote.Address, block.Block.Length, now);
        connection.Received.Add(block.Block.Length, now);
        connection.Pipeline.Answered(now, slack);
        connection.LastProgress = now;
        connection.LastBlock = now;
        connection.IsSnubbing = false;
        var outcome = download.Take(block, connection.Remote.Address, wasAsked, out var stillAsked);
        if (stillAsked > 0)
        {
            requests.Cancel(block, connection, now);
        }

        if (outcome == BlockOutcome.Verified)
        {
            OnVerified(block.Piece, now);
        }
        else if (outcome == BlockOutcome.Failed)
        {
            PeerMeter.Failed();
        }

        if (download.Culprits.Count > 0)
        {
            Convict(now);
        }
    }

    private void OnVerified(int piece, TimeSpan now)
    {
        PeerMeter.Verified();
        watch.Watcher?.Verified(plan, piece, now);
        bitfield = null;
        haves.Verified(piece);
        foreach (var connection in neighbours.Served)
        {
            if (haves.IsUrgent(connection.Told, amChoking: false))
            {
                outbox.Tell(connection, now);
            }
        }

        owner.OnVerified(piece);
        if (IsSeed)
        {
            for (var i = neighbours.All.Count - 1; i >= 0; i--)
            {
                requests.LoseInterest(neighbours.All[i], now);
                DropFellowSeed(neighbours.All[i], now);
            }

            watch.Watcher?.Finished(plan, now);
            owner.OnCompleted();
        }
    }

    private void Convict(TimeSpan now)
    {
        for (var i = neighbours.All.Count - 1; i >= 0; i--)
        {
            if (download.Bans.Has(neighbours.All[i].Remote.Address))
            {
                Drop(neighbours.All[i], "banned", now);
            }
        }

        download.Culprits.Clear();
    }

    // Two seeds have nothing to say to each other.
    private void DropFellowSeed(PeerConnection connection, TimeSpan now)
    {
        if (IsSeed && connection.Session.PeerIsSeed)
        {
            neighbours.Part(connection);
            OnGone(connection, now);
        }
    }

    private void Drop(PeerConnection connection, string reason, TimeSpan now)
    {
        PeerMeter.Refused(reason);
        neighbours.Refuse(connection, reason);
        OnGone(connection, now);
    }
}
