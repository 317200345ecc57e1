using NetMesh.Clock;
using NetMesh.Contracts.Peers;
using NetMesh.Grains.Hosts;
using NetMesh.Grains.Peers.Choking;
using NetMesh.Grains.Peers.Exchange;
using NetMesh.Grains.Peers.Picking;
using NetMesh.Grains.Peers.Watching;
using NetMesh.Grains.Pieces;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.PeerWire;
using NetMesh.Protocols.Wire;

namespace NetMesh.Grains.Peers;

/// <summary>
/// A peer in one swarm, from its first connection to its last; the grain around it has the timers, the tracker and the memory. What happens to a message:
/// <list type="number">
/// <item><see cref="PeerWireSession"/> says whether it is legal and what it means; a peer that breaks the rules is reset;</item>
/// <item>HAVEs go to <see cref="PieceAvailability"/>, blocks to <see cref="Download"/>, requests wait in the session;</item>
/// <item><see cref="Requests"/> fills the pipeline up, choosing with <see cref="IPiecePicker"/>;</item>
/// <item><see cref="Outbox"/> sends what there is to say, in one batch and with the HAVEs that are due;</item>
/// <item><see cref="Uploads"/> serves what the neighbour asked for, as far as the network takes it.</item>
/// </list>
/// <see cref="Pulse"/> looks after time-outs, as its <see cref="Agenda"/> says, and every ten seconds <see cref="ChokingRounds"/> decides whom to serve.
/// </summary>
public sealed partial class SwarmPeer
{
    private readonly HostConnections connections;
    private readonly object? turn;
    private readonly PeerPlan plan;
    private readonly ISwarmPeerOwner owner;
    private readonly SwarmWatch watch;
    private readonly HaveSuppression haves;
    private readonly Outbox outbox;
    private readonly Download download;
    private readonly Requests requests;
    private readonly Uploads uploads;
    private readonly ChokingRounds choking;
    private readonly Neighbours neighbours;
    private readonly ExtensionSpeech extensions;
    private readonly BlockMessages messages;
    private readonly TimeSpan slack;
    private long downloaded;
    private Bitfield? bitfield;

    /// <param name="plan">What it takes part in.</param>
    /// <param name="ours">Pieces it has; it adds to them.</param>
    /// <param name="surroundings">Network, directory, store, randomness.</param>
    /// <param name="connections">The host's streams.</param>
    /// <param name="owner">Hears of pieces.</param>
    public SwarmPeer(PeerPlan plan, PieceSet ours, PeerSurroundings surroundings, HostConnections connections, ISwarmPeerOwner owner)
    {
        this.connections = connections;
        turn = (owner as IGrainBase)?.GrainContext;
        this.plan = plan;
        this.owner = owner;
        watch = surroundings.Watch;
        var torrent = plan.Torrent;
        var random = surroundings.Random.Get($"peer {plan.Listen} {torrent.InfoHash}");
        messages = surroundings.Tables.For(torrent);
        haves = new HaveSuppression(torrent.Shape.PieceCount) { Bug = surroundings.Bug };
        outbox = new Outbox(surroundings.Network, messages, haves);
        download = new Download(torrent, ours, PiecePickers.Make(plan.Policies.Picking, random), surroundings.Store, surroundings.Bug);
        uploads = new Uploads(torrent, messages, surroundings.Store, outbox);
        neighbours = new Neighbours(plan, download, surroundings, connections, this);
        extensions = new ExtensionSpeech(plan.Listen.Port, messages, outbox);
        var link = surroundings.Map.HostAt(plan.Listen.Address)?.Link;
        var up = link?.UpBitsPerSecond ?? 0;
        slack = RequestPipeline.SlackFor(torrent.Shape.BlockLength, up, plan.Policies.UnchokeSlots + 1);
        requests = new Requests(download, messages, outbox, neighbours.Open)
        {
            Bug = surroundings.Bug,
            Room = RequestPipeline.RoomFor(torrent.Shape.BlockLength, link?.DownBitsPerSecond ?? 0, slack),
        };
        choking = new ChokingRounds(plan, up, neighbours, outbox, random, watch) { Bug = surroundings.Bug };

        offers = plan is { IsSeed: true, Policies.SuperSeeding: true } ? new SuperSeeding(torrent.Shape.PieceCount, random) { Bug = surroundings.Bug } : null;

        agenda = new Agenda(random.NextDouble() * Agenda.Longest);
    }

    public bool IsSeed => download.Ours.IsComplete;

    public PieceSet Pieces => download.Ours;

    public long Downloaded => downloaded;

    public long Uploaded => uploads.Total;

    public int ConnectionCount => neighbours.All.Count;

    /// <summary>It lacks pieces and has few neighbours.</summary>
    public bool IsHungry => !IsSeed && ConnectionCount < plan.Policies.MaxConnections / 4;

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
        agenda.Ask(Duty.Soon, neighbours.NextDial(now));
        Stir(now);
    }

    /// <summary>Somebody dialled; null refuses.</summary>
    public PeerConnection? OnOpened(ConnectionEnd end, Dialled dialled, TimeSpan now)
    {
        Stir(now);
        if (neighbours.Idlest(now) is { } idle)
        {
            Drop(idle, "displaced", now);
        }

        return neighbours.Accept(end, dialled, now);
    }

    /// <summary>Whom we dialled has answered.</summary>
    public void OnAccepted(PeerConnection connection, TimeSpan now)
    {
        outbox.Post(connection, neighbours.Shake(connection), now);
        Stir(now);
    }

    /// <summary>Something arrives soon on one of its connections: asks for what every message needs (<see cref="Memory"/>).</summary>
    public void Foresee()
    {
        Memory.Fetch(connections);
        Memory.Fetch(owner);
        Memory.Fetch(turn, 4);
        Memory.Fetch(outbox);
        Memory.Fetch(haves);
        Memory.Fetch(download);
        Memory.Fetch(requests);
        Memory.Fetch(uploads);
    }

    /// <summary>Something arrives soon on this connection, and what <see cref="Foresee()"/> asked for is there.</summary>
    public void Foresee(PeerConnection connection)
    {
        connections.Foresee(connection.End);
        download.Foresee();
    }

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
        if (message is not KeepAlive)
        {
            Stir(now);
        }
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
        if (!connection.Session.AmChoking)
        {
            watch.Watcher?.Choked(plan, connection.Remote.Address, now);
        }

        offers?.OnGone(connection.Serial);

        // Others are dialled in its place, and what it was asked for is asked of others.
        agenda.Ask(Duty.Soon, now);
        Stir(now);
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
}
