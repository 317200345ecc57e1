using NetMesh.Contracts.Peers;
using NetMesh.Grains.Hosts;
using NetMesh.Grains.Peers.Exchange;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.PeerWire;
using NetMesh.Protocols.Wire;

namespace NetMesh.Grains.Peers;

/// <summary>Which connections a peer keeps: whom it dials, whom it lets in, and which of two to the same peer stays.</summary>
public sealed class Neighbours
{
    /// <summary>How long a handshake may take.</summary>
    public static readonly TimeSpan HandshakeWithin = TimeSpan.FromSeconds(20);

    /// <summary>A connection on which nothing arrives for so long is closed (BEP 3: two minutes).</summary>
    public static readonly TimeSpan IdleFor = TimeSpan.FromMinutes(2);

    /// <summary>A keep-alive is sent when nothing else was for so long.</summary>
    public static readonly TimeSpan KeepAliveAfter = TimeSpan.FromSeconds(100);

    /// <summary>A real client that neither gave nor took a block for so long gives its place to the next one who dials, when all are taken.</summary>
    public static readonly TimeSpan UsefulWithin = TimeSpan.FromSeconds(30);

    private readonly PeerPlan plan;
    private readonly Download download;
    private readonly PeerSurroundings surroundings;
    private readonly HostConnections connections;
    private readonly int most;
    private readonly Handshake handshake;
    private readonly Func<Endpoint, bool>? mayDial;
    private readonly SwarmPeer owner;
    private int serial;

    public Neighbours(PeerPlan plan, Download download, PeerSurroundings surroundings, HostConnections connections, SwarmPeer owner)
    {
        (this.plan, this.download, this.surroundings, this.connections) = (plan, download, surroundings, connections);
        this.owner = owner;
        most = Math.Max(1, plan.Policies.MaxConnections);
        Book = new PeerBook(plan.Listen, 4 * most) { Bug = surroundings.Bug };
        handshake = new Handshake(ExtensionSpeech.ReservedFor(plan.Torrent), plan.Torrent.InfoHash, plan.PeerId);
        mayDial = RegionBias.Of(plan, surroundings.Map, (most + 1) / 2) is { } bias ? peer => bias.MayDial(peer, All) : null;
    }

    /// <summary>In the order in which they began, but for removals.</summary>
    public List<PeerConnection> All { get; } = [];

    /// <summary>Those that we have unchoked: few, whereas a look at all neighbours is a look at fifty, none of which is in a cache when the swarm is large.</summary>
    public List<PeerConnection> Served { get; } = [];

    /// <summary>Those that have unchoked us.</summary>
    public List<PeerConnection> Open { get; } = [];

    /// <summary>Those that see nothing in us.</summary>
    public List<PeerConnection> Indifferent { get; } = [];

    public PeerBook Book { get; }

    private bool HasRoomToDial => All.Count < (most + 1) / 2;

    /// <summary>Dials until half of the connections are used: the other half is for those who dial.</summary>
    public void Dial(TimeSpan now)
    {
        while (HasRoomToDial && Book.TryNext(now, mayDial, out var peer))
        {
            if (download.Bans.Has(peer.Address))
            {
                Book.Shun(peer);
                continue;
            }

            Book.Connected(peer);
            var end = surroundings.Network.Connect(new Endpoint(plan.Listen.Address, 0), peer);
            var connection = Make(end, peer, isDialled: true, now);
            connections.Add(connection);
            All.Add(connection);
        }
    }

    /// <summary>When somebody may be dialled who may not be now.</summary>
    public TimeSpan NextDial(TimeSpan now) => HasRoomToDial ? Book.NextAfter(now) : Agenda.Never;

    /// <summary>Somebody dialled; null refuses.</summary>
    public PeerConnection? Accept(ConnectionEnd end, Dialled dialled, TimeSpan now)
    {
        var refusal = All.Count >= most ? "full" : download.Bans.Has(dialled.From.Address) ? "banned" : null;
        if (refusal is not null)
        {
            PeerMeter.Refused(refusal);
            return null;
        }

        var connection = Make(end, dialled.From, isDialled: false, now);
        All.Add(connection);
        return connection;
    }

    /// <summary>
    /// With all connections taken, the one that can best be spared: of a real client, which may keep it alive for ever without a use for it. Those that are not
    /// interested come first, then those on which no block went for longest. Null when there is room or none can be spared. The planet's own peers are
    /// never displaced: they go when they are done.
    /// </summary>
    public PeerConnection? Idlest(TimeSpan now)
    {
        PeerConnection? idlest = null;
        foreach (var connection in All.Count < most ? [] : All)
        {
            if (connection.IsReal && now - connection.LastBlock >= UsefulWithin
                && (idlest is null || (connection.Session.PeerInterested, connection.LastBlock).CompareTo((idlest.Session.PeerInterested, idlest.LastBlock)) < 0))
            {
                idlest = connection;
            }
        }

        return idlest;
    }

    /// <summary>Our handshake.</summary>
    public Handshake Shake(PeerConnection connection) => connection.Session.Shake(handshake);

    /// <summary>
    /// The neighbour has said who it is. Returns which connection, this or another one, should not be, and why; null when all is well. When two peers
    /// dial each other at the same time, both keep the connection that was dialled by the one with the lower peer id.
    /// </summary>
    public (PeerConnection Connection, string Reason)? Admit(PeerConnection connection)
    {
        var theirs = connection.Session.Peer!.PeerId;
        if (theirs == plan.PeerId)
        {
            Shun(connection);
            return (connection, "self");
        }

        foreach (var other in All)
        {
            if (ReferenceEquals(other, connection) || other.Session.Peer?.PeerId != theirs || other.Remote.Address != connection.Remote.Address)
            {
                continue;
            }

            other.Listens ??= connection.Listens;
            connection.Listens ??= other.Listens;
            if (other.IsDialled == connection.IsDialled)
            {
                return (connection, "duplicate");
            }

            var ours = connection.IsDialled ? connection : other;
            var kept = plan.PeerId.CompareTo(theirs) < 0 ? ours : ReferenceEquals(ours, connection) ? other : connection;
            return (ReferenceEquals(kept, connection) ? other : connection, "duplicate");
        }

        return null;
    }

    /// <summary>Why the connection should end now; null when it need not.</summary>
    public static string? IsOverdue(PeerConnection connection, TimeSpan now) =>
        now < OverdueAt(connection) ? null : connection.IsShaken ? "idle" : "handshake";

    /// <summary>When the connection should end, if nothing arrives on it.</summary>
    public static TimeSpan OverdueAt(PeerConnection connection) =>
        connection.IsShaken ? connection.Session.LastReceived + IdleFor : connection.Opened + HandshakeWithin;

    /// <summary>Ends a connection to somebody who is no use, but did no wrong.</summary>
    public void Part(PeerConnection connection)
    {
        Shun(connection);
        connections.Close(connection);
    }

    /// <summary>Ends a connection.</summary>
    public void Close(PeerConnection connection) => connections.Close(connection);

    /// <summary>Ends a connection that should not be.</summary>
    public void Refuse(PeerConnection connection, string reason)
    {
        if (reason is "duplicate" or "self" or "idle")
        {
            connections.Close(connection);
            return;
        }

        if (reason is "banned")
        {
            Shun(connection);
        }

        connections.Reset(connection);
    }

    /// <summary>A connection is gone.</summary>
    public void Remove(PeerConnection connection, TimeSpan now)
    {
        if (!All.Remove(connection))
        {
            return;
        }

        Served.Remove(connection);
        Open.Remove(connection);
        Indifferent.Remove(connection);

        if (connection.Session.Theirs is { } theirs)
        {
            download.Pieces.Lost(theirs);
        }

        if (connection.Listens is not { } listens || All.Exists(other => other.Listens == listens))
        {
            return;
        }

        if (connection.IsShaken)
        {
            Book.Left(listens, now);
        }
        else
        {
            Book.Failed(listens, now);
        }
    }

    private void Shun(PeerConnection connection)
    {
        if (connection.Listens is { } listens)
        {
            Book.Shun(listens);
            connection.Listens = null;
        }
    }

    private PeerConnection Make(ConnectionEnd end, Endpoint remote, bool isDialled, TimeSpan now)
    {
        var session = new PeerWireSession(plan.Torrent.Shape, plan.Torrent.InfoHash, handshake.Reserved, download.Ours);
        var host = surroundings.Map.HostAt(remote.Address);
        return new PeerConnection(end, serial++, remote, isDialled, session, now)
        {
            Owner = owner,
            IsReal = host is null && !surroundings.Map.IsHostAbroad(remote.Address),
            DownBitsPerSecond = host?.Link.DownBitsPerSecond ?? 0,
        };
    }
}
