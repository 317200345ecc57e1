using NetMesh.Clock;
using NetMesh.Grains.Hosts;
using NetMesh.Grains.Peers.Choking;
using NetMesh.Grains.Peers.Exchange;
using NetMesh.Grains.Peers.Watching;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.PeerWire;
using NetMesh.Protocols.Wire;

namespace NetMesh.Grains.Peers;

/// <summary>A neighbour: a stream to another peer, the state of the protocol on it, and what the policies remember of it.</summary>
/// <param name="end">Our end.</param>
/// <param name="serial">Names the connection within its peer; never used twice.</param>
/// <param name="remote">The other end's address and port: where it listens if we dialled, an ephemeral port otherwise.</param>
/// <param name="isDialled">We dialled.</param>
/// <param name="session">The protocol's rules.</param>
/// <param name="opened">When it began.</param>
public sealed class PeerConnection(ConnectionEnd end, int serial, Endpoint remote, bool isDialled, PeerWireSession session, TimeSpan opened)
    : HostConnection(end)
{
    /// <summary>Payload received.</summary>
    public RateMeter Received;

    public RequestPipeline Pipeline;

    /// <summary>How far in <see cref="HaveSuppression"/> the neighbour was told.</summary>
    public int Told;

    public int Serial { get; } = serial;

    public Endpoint Remote { get; } = remote;

    public bool IsDialled { get; } = isDialled;

    public PeerWireSession Session { get; } = session;

    public TimeSpan Opened { get; } = opened;

    /// <summary>The neighbour's downlink, bits per second; 0: unlimited or unknown.</summary>
    public long DownBitsPerSecond { get; init; }

    /// <summary>A client from beyond the planet: nothing says what it is.</summary>
    public bool IsReal { get; init; }

    /// <summary>When a block last went either way.</summary>
    public TimeSpan LastBlock { get; set; } = opened;

    /// <summary>Where the neighbour listens, once known.</summary>
    public Endpoint? Listens { get; set; } = isDialled ? remote : null;

    /// <summary>The network takes more from us.</summary>
    public bool IsWritable { get; set; } = true;

    /// <summary>Both handshakes are through.</summary>
    public bool IsShaken => Session is { HasShaken: true, Peer: not null };

    /// <summary>When the neighbour was last told of pieces.</summary>
    public TimeSpan ToldAt { get; set; }

    public TimeSpan LastSent { get; set; } = opened;

    /// <summary>When the last block came, or the wait for one began.</summary>
    public TimeSpan LastProgress { get; set; }

    public bool IsSnubbing { get; set; }

    /// <summary>When it was last unchoked, or choked again.</summary>
    public TimeSpan ChokingChanged { get; set; } = ChokeCandidate.Never;

    /// <summary>Why it is unchoked, if it is.</summary>
    public UnchokeReason UnchokedFor { get; set; }

    public TimeSpan LastOptimistic { get; set; } = ChokeCandidate.Never;

    /// <summary>The number under which the neighbour wants <c>ut_metadata</c> (BEP 9); 0: it does not.</summary>
    public byte MetadataNumber { get; set; }

    /// <summary>Parts of the info dictionary it was sent.</summary>
    public int MetadataAnswers { get; set; }

    /// <summary>The piece last served from the store: requests come piece by piece.</summary>
    public IStoredPiece? LastServed { get; set; }

    /// <summary>Whose neighbour it is; null in tests of one policy.</summary>
    public SwarmPeer? Owner { get; init; }

    /// <inheritdoc/>
    public override void Foresee(int eventsAhead)
    {
        switch (eventsAhead)
        {
            case 3:
                Memory.Fetch(Session, 4);
                Memory.Fetch(Owner, 4);
                break;
            case 2:
                Memory.Fetch(Session.Theirs);
                Owner?.Foresee();
                break;
            case 1:
                Owner?.Foresee(this);
                break;
            default:
                break;
        }
    }
}
