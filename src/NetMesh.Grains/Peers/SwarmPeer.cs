using NetMesh.Clock;
using NetMesh.Contracts.Peers;
using NetMesh.Grains.Hosts;
using NetMesh.Grains.Peers.Choking;
using NetMesh.Grains.Peers.Exchange;
using NetMesh.Grains.Peers.Picking;
using NetMesh.Grains.Pieces;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.PeerWire;
using NetMesh.Protocols.Wire;

namespace NetMesh.Grains.Peers;

/// <summary>Who runs a <see cref="SwarmPeer"/> and hears how it fares.</summary>
public interface ISwarmPeerOwner
{
    /// <summary>A piece more is verified.</summary>
    void OnVerified(int piece);

    /// <summary>The last piece is verified.</summary>
    void OnCompleted();
}

/// <summary>What a peer of a swarm needs of its surroundings.</summary>
public sealed record PeerSurroundings(INetwork Network, PlanetMap Map, IPieceStore Store, BlockMessageTables Tables, RandomStreams Random);

/// <summary>
/// A peer in one swarm, from its first connection to its last; the grain around it has the timers, the tracker and the memory. What happens to a message:
/// <list type="number">
/// <item><see cref="PeerWireSession"/> says whether it is legal and what it means; a peer that breaks the rules is reset;</item>
/// <item>HAVEs go to <see cref="PieceAvailability"/>, blocks to <see cref="Download"/>, requests wait in the session;</item>
/// <item><see cref="Requests"/> fills the pipeline up, choosing with <see cref="IPiecePicker"/>;</item>
/// <item><see cref="Outbox"/> sends what there is to say, in one batch and with the HAVEs that are due;</item>
/// <item><see cref="Uploads"/> serves what the neighbour asked for, as far as the network takes it.</item>
/// </list>
/// Once a second <see cref="Pulse"/> looks after time-outs, and every ten seconds <see cref="ChokingRounds"/> decides whom to serve.
/// </summary>
public sealed class SwarmPeer
{
    private readonly PeerPlan plan;
    private readonly ISwarmPeerOwner owner;
    private readonly HaveSuppression haves;
    private readonly Outbox outbox;
    private readonly Download download;
    private readonly Requests requests;
    private readonly Uploads uploads;
    private readonly ChokingRounds choking;
    private readonly Neighbours neighbours;
    private long downloaded;
    private int pulses;
    private Bitfield? bitfield;

    /// <param name="plan">What it takes part in.</param>
    /// <param name="ours">Pieces it has; it adds to them.</param>
    /// <param name="surroundings">Network, directory, store, randomness.</param>
    /// <param name="connections">The host's streams.</param>
    /// <param name="owner">Hears of pieces.</param>
    public SwarmPeer(PeerPlan plan, PieceSet ours, PeerSurroundings surroundings, HostConnections connections, ISwarmPeerOwner owner)
    {
        this.plan = plan;
        this.owner = owner;
        var torrent = plan.Torrent;
        var random = surroundings.Random.Get($"peer {plan.Listen} {torrent.InfoHash}");
        var messages = surroundings.Tables.For(torrent);
        haves = new HaveSuppression(torrent.Shape.PieceCount);
        outbox = new Outbox(surroundings.Network, messages, haves);
        download = new Download(torrent, ours, PiecePickers.Make(plan.Policies.Picking, random), surroundings.Store);
        uploads = new Uploads(torrent, messages, surroundings.Store, outbox);
        neighbours = new Neighbours(plan, download, surroundings, connections);
        requests = new Requests(download, messages, outbox, neighbours.All);
        var up = surroundings.Map.HostAt(plan.Listen.Address)?.Link.UpBitsPerSecond ?? 0;
        choking = new ChokingRounds(plan.Policies, up, neighbours.All, outbox, random);

        // Peers that joined together would otherwise all choke in the same instant.
        pulses = random.Next(PulsesPerRound);
    }

    /// <summary>Time between two calls of <see cref="Pulse"/>.</summary>
    public static TimeSpan PulseEvery { get; } = TimeSpan.FromSeconds(1);

    public bool IsSeed => download.Ours.IsComplete;

    public PieceSet Pieces => download.Ours;

    public long Downloaded => downloaded;

    public long Uploaded => uploads.Total;

    public int ConnectionCount => neighbours.All.Count;

    /// <summary>It lacks pieces and has few neighbours.</summary>
    public bool IsHungry => !IsSeed && ConnectionCount < plan.Policies.MaxConnections / 4;

    private static int PulsesPerRound => (int)(TitForTatChoker.Round / PulseEvery);

    public PeerStatus Status => new(
        plan.Listen.Address,
        IsSeed ? PeerState.Seeding : PeerState.Leeching,
        Pieces.Count,
        Pieces.PieceCount,
        Downloaded,
        Uploaded,
        ConnectionCount,
        choking.Unchoked,
        download.FailedPieces,
        download.Bans.Count);

    /// <summary>It will not speak to this address.</summary>
    public bool IsBanned(IPv4Address address) => download.Bans.Has(address);

    /// <summary>A tracker or a neighbour named peers of the swarm.</summary>
    public void Offer(ReadOnlySpan<Endpoint> peers, TimeSpan now)
    {
        neighbours.Book.Offer(peers);
        neighbours.Dial(now);
    }

    /// <summary>Somebody dialled; null refuses.</summary>
    public PeerConnection? OnOpened(ConnectionEnd end, Dialled dialled, TimeSpan now) => neighbours.Accept(end, dialled, now);

    /// <summary>Whom we dialled has answered.</summary>
    public void OnAccepted(PeerConnection connection, TimeSpan now) => outbox.Post(connection, neighbours.Shake(connection), now);

    public void OnMessage(PeerConnection connection, WireMessage message, TimeSpan now)
    {
        outbox.Hold(connection);
        if (message is PeerWireBatch batch)
        {
            foreach (var one in batch.Messages)
            {
                if (!Handle(connection, one, now))
                {
                    break;
                }
            }
        }
        else if (message is PeerWireMessage one)
        {
            Handle(connection, one, now);
        }

        if (!connection.IsGone)
        {
            requests.Refill(connection, now);
        }

        outbox.Release(now);
        uploads.Serve(connection, now);
    }

    /// <summary>The network takes messages again.</summary>
    public void OnWritable(PeerConnection connection, TimeSpan now)
    {
        connection.IsWritable = true;
        uploads.Serve(connection, now);
    }

    /// <summary>A connection has ended, whoever ended it.</summary>
    public void OnGone(PeerConnection connection, TimeSpan now)
    {
        requests.GiveUpAll(connection);
        neighbours.Remove(connection, now);
    }

    /// <summary>Looks after everything that depends on time alone.</summary>
    public void Pulse(TimeSpan now)
    {
        for (var i = neighbours.All.Count - 1; i >= 0; i--)
        {
            var connection = neighbours.All[i];
            if (neighbours.IsOverdue(connection, now) is { } reason)
            {
                Drop(connection, reason, now);
                continue;
            }

            if (!connection.IsSnubbing && SnubDetector.IsSnubbed(connection.Session.Awaited.Count, connection.LastProgress, now))
            {
                connection.IsSnubbing = true;
                requests.GiveUpAll(connection);
            }

            if (haves.IsDue(connection.Told, connection.ToldAt, connection.Session.PeerInterested, now))
            {
                outbox.Tell(connection, now);
            }

            if (now - connection.LastSent >= Neighbours.KeepAliveAfter && connection.IsShaken)
            {
                outbox.Post(connection, KeepAlive.Instance, now);
            }
        }

        if (!IsSeed)
        {
            requests.RefillAll(now);
        }

        if (++pulses % PulsesPerRound == 0)
        {
            choking.Run(IsSeed, now);
        }

        neighbours.Dial(now);
    }

    /// <summary>Closes all connections.</summary>
    public void Leave()
    {
        foreach (var connection in neighbours.All)
        {
            neighbours.Close(connection);
        }

        neighbours.All.Clear();
    }

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
                outbox.Post(connection, session.SetInterest(Pieces.LacksSomeOf(theirs)), now);
                DropFellowSeed(connection, now);
                break;
            case PeerWireEvent.Unchoked:
                connection.Pipeline.Restart(now);
                break;
            case PeerWireEvent.Choked:
                requests.GiveUpAll(connection);
                requests.RefillAll(now);
                break;
            case PeerWireEvent.Interested:
                choking.OnInterested(connection, IsSeed, now);
                break;
            case PeerWireEvent.Shaken:
                OnShaken(connection, now);
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

        connection.Told = haves.Latest;
        connection.ToldAt = now;
        if (!Pieces.IsEmpty)
        {
            outbox.Post(connection, bitfield ??= new Bitfield(Pieces.ToBits()), now);
        }
    }

    private void OnGained(PeerConnection connection, int piece, TimeSpan now)
    {
        download.Pieces.Gained(piece);
        if (!Pieces.Has(piece))
        {
            outbox.Post(connection, connection.Session.SetInterest(true), now);
        }

        DropFellowSeed(connection, now);
    }

    private void OnBlock(PeerConnection connection, PieceBlock block, bool wasAsked, TimeSpan now)
    {
        downloaded += block.Block.Length;
        connection.Received.Add(block.Block.Length, now);
        connection.Pipeline.Answered(now);
        connection.LastProgress = now;
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
        bitfield = null;
        haves.Verified(piece);
        foreach (var connection in neighbours.All)
        {
            var session = connection.Session;
            if (session is { AmInterested: true, Theirs: { } theirs } && theirs.Has(piece) && !Pieces.LacksSomeOf(theirs))
            {
                outbox.Post(connection, session.SetInterest(false), now);
            }

            if (haves.IsUrgent(connection.Told, session.AmChoking))
            {
                outbox.Tell(connection, now);
            }
        }

        owner.OnVerified(piece);
        if (IsSeed)
        {
            for (var i = neighbours.All.Count - 1; i >= 0; i--)
            {
                DropFellowSeed(neighbours.All[i], now);
            }

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
