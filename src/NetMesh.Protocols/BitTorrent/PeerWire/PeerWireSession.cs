using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.Torrents;

namespace NetMesh.Protocols.BitTorrent.PeerWire;

/// <summary>What a received message meant.</summary>
public enum PeerWireEvent
{
    /// <summary>The message broke the protocol; the connection should be reset.</summary>
    Refused,

    /// <summary>Nothing that asks for a reaction.</summary>
    Nothing,

    /// <summary>The other side said who it is.</summary>
    Shaken,

    /// <summary>The peer listed its pieces; those not known before are in <see cref="PeerWireSession.JustListed"/>.</summary>
    Listed,

    /// <summary>The peer has a piece more.</summary>
    Gained,

    /// <summary>The peer no longer answers requests, and will not answer those it has.</summary>
    Choked,

    Unchoked,

    Interested,

    NotInterested,

    /// <summary>A request was queued in <see cref="PeerWireSession.Asked"/>.</summary>
    Asked,

    /// <summary>A block arrived that was asked for.</summary>
    Answered,

    /// <summary>A block arrived that was asked for and then given up (cancelled, choked, or too slow).</summary>
    AnsweredLate,

    /// <summary>A message of the extension protocol (BEP 10).</summary>
    Extended,
}

/// <summary>
/// The rules of one connection between two peers (BEP 3): the state of both sides, and whether a message is legal in it. Knows no network and no clock
/// but the time it is told. The owner reports what it sends through the methods of the sending side, so that both sides of the state are here.
/// </summary>
/// <param name="shape">How the torrent is cut.</param>
/// <param name="infoHash">The torrent both sides must mean.</param>
/// <param name="reserved">Reserved bits of our handshake.</param>
/// <param name="ours">The pieces we have: a peer that asks for another one is refused. Shared with the owner, who adds to it.</param>
public sealed class PeerWireSession(TorrentShape shape, Sha1Hash infoHash, ulong reserved, PieceSet ours)
{
    /// <summary>Longest block a peer may ask for, bytes. Custom is 16 KiB; some clients ask for more, none for more than this.</summary>
    public const int LongestBlock = 128 * 1024;

    /// <summary>Most requests a peer may have queued here; told to clients that understand it as <c>reqq</c> (BEP 10).</summary>
    public const int MostAsked = 2000;

    private PieceSet? theirs;
    private BlockQueue awaited = new();
    private BlockQueue asked = new();
    private int givenUp;
    private int ignored;

    public PeerWirePhase Phase { get; private set; }

    /// <summary>Our handshake was sent.</summary>
    public bool HasShaken { get; private set; }

    /// <summary>The other side's handshake; null before it.</summary>
    public Handshake? Peer { get; private set; }

    /// <summary>Reserved bits that both sides have set: which extensions may be spoken.</summary>
    public ulong Shared { get; private set; }

    public bool AmChoking { get; private set; } = true;

    public bool AmInterested { get; private set; }

    public bool PeerChoking { get; private set; } = true;

    public bool PeerInterested { get; private set; }

    /// <summary>What the peer has, as far as it has told; null until it has told anything.</summary>
    public PieceSet? Theirs => theirs;

    /// <summary>What the last <see cref="PeerWireEvent.Listed"/> told that was not known before; good until the next message.</summary>
    public PieceSet? JustListed { get; private set; }

    public bool PeerIsSeed => theirs is { IsComplete: true };

    /// <summary>Our requests that wait for their block.</summary>
    public ref BlockQueue Awaited => ref awaited;

    /// <summary>The peer's requests that we have not served.</summary>
    public ref BlockQueue Asked => ref asked;

    /// <summary>When the last message was received, on the owner's clock.</summary>
    public TimeSpan LastReceived { get; private set; }

    /// <summary>Takes a message that arrived: not a batch, whose messages are received one by one.</summary>
    /// <param name="message">The message.</param>
    /// <param name="now">The owner's clock.</param>
    /// <param name="error">What was wrong, when the answer is <see cref="PeerWireEvent.Refused"/>.</param>
    public PeerWireEvent Receive(PeerWireMessage message, TimeSpan now, out ProtocolError? error)
    {
        error = null;
        LastReceived = now;
        if (PeerWireLegality.Next(Phase, message, Shared) is not { } phase)
        {
            return Refuse($"{message.GetType().Name} in phase {Phase}", "what the table of legal messages allows (BEP 3)", out error);
        }

        Phase = phase;
        switch (message)
        {
            case PieceBlock block:
                return OnBlock(block, out error);
            case Request request:
                return OnRequest(request, out error);
            case Have have:
                return OnHave(have.Piece, out error);
            case Handshake handshake:
                return OnHandshake(handshake, out error);
            case Bitfield bitfield:
                return OnBitfield(bitfield, out error);
            case Choke:
                return OnChoke();
            case Unchoke:
                var wasChoking = PeerChoking;
                PeerChoking = false;
                return wasChoking ? PeerWireEvent.Unchoked : PeerWireEvent.Nothing;
            case Interested:
                PeerInterested = true;
                return PeerWireEvent.Interested;
            case NotInterested:
                PeerInterested = false;
                return PeerWireEvent.NotInterested;
            case Cancel cancel:
                // A cancel that comes after its block has left finds nothing; that is how it is meant (BEP 3).
                Asked.Remove(new BlockRequest(cancel.Piece, cancel.Begin, cancel.Length));
                return PeerWireEvent.Nothing;
            case Extended:
                return PeerWireEvent.Extended;
            default:
                return PeerWireEvent.Nothing;
        }
    }

    /// <summary>We send our handshake.</summary>
    public Handshake Shake(Sha1Hash ourPeerId) => Shake(new Handshake(reserved, infoHash, ourPeerId));

    /// <summary>We send this handshake: a peer says the same on each of its connections, and whoever hears it keeps it.</summary>
    public Handshake Shake(Handshake handshake)
    {
        HasShaken = true;
        return handshake;
    }

    /// <summary>We choke or unchoke the peer; choking forgets what it asked for. Null when it is so already.</summary>
    public PeerWireMessage? SetChoking(bool choking)
    {
        if (AmChoking == choking)
        {
            return null;
        }

        AmChoking = choking;
        ignored = 0;
        if (choking)
        {
            Asked.Clear();
        }

        return choking ? Choke.Instance : Unchoke.Instance;
    }

    /// <summary>We are interested or no longer. Null when it is so already.</summary>
    public PeerWireMessage? SetInterest(bool interested)
    {
        if (AmInterested == interested)
        {
            return null;
        }

        AmInterested = interested;
        return interested ? Interested.Instance : NotInterested.Instance;
    }

    /// <summary>We ask for a block.</summary>
    public void Ask(BlockRequest request) => Awaited.Add(request);

    /// <summary>We give up a request: a block that still comes for it is no offence. False when it is not awaited.</summary>
    public bool GiveUp(BlockRequest request)
    {
        if (!Awaited.Remove(request))
        {
            return false;
        }

        givenUp++;
        return true;
    }

    /// <summary>We give up all requests.</summary>
    public void GiveUpAll()
    {
        givenUp += Awaited.Count;
        Awaited.Clear();
    }

    private PeerWireEvent OnHandshake(Handshake handshake, out ProtocolError? error)
    {
        if (handshake.InfoHash != infoHash)
        {
            return Refuse($"handshake for torrent {handshake.InfoHash}", $"torrent {infoHash}", out error);
        }

        error = null;
        Peer = handshake;
        Shared = handshake.Reserved & reserved;
        return PeerWireEvent.Shaken;
    }

    private PeerWireEvent OnBitfield(Bitfield bitfield, out ProtocolError? error)
    {
        if (PieceSet.FromBits(bitfield.Bits, shape.PieceCount) is not { } listed)
        {
            return Refuse($"bitfield of {bitfield.Bits.Length} bytes", $"a bit for each of {shape.PieceCount} pieces and clear spare bits (BEP 3)", out error);
        }

        // A later list adds to what is known: a verified piece is not lost again.
        error = null;
        if (theirs is null)
        {
            theirs = listed;
        }
        else
        {
            for (var piece = listed.NextFrom(0); piece >= 0; piece = listed.NextFrom(piece + 1))
            {
                if (!theirs.Add(piece))
                {
                    listed.Remove(piece);
                }
            }
        }

        JustListed = listed;
        return PeerWireEvent.Listed;
    }

    private PeerWireEvent OnHave(int piece, out ProtocolError? error)
    {
        if ((uint)piece >= (uint)shape.PieceCount)
        {
            return Refuse($"have of piece {piece}", $"a piece below {shape.PieceCount}", out error);
        }

        error = null;
        theirs ??= new PieceSet(shape.PieceCount);
        return theirs.Add(piece) ? PeerWireEvent.Gained : PeerWireEvent.Nothing;
    }

    private PeerWireEvent OnRequest(Request request, out ProtocolError? error)
    {
        if ((uint)request.Piece >= (uint)shape.PieceCount || request.Begin < 0 || request.Length is < 1 or > LongestBlock
            || request.Begin > shape.LengthOfPiece(request.Piece) - request.Length)
        {
            return Refuse(
                $"request of {request.Length} bytes at {request.Begin} of piece {request.Piece}", $"at most {LongestBlock} bytes inside a piece", out error);
        }

        if (AmChoking)
        {
            // It may have left before our choke arrived. Only a peer that never stops is hostile.
            return ++ignored > MostAsked ? Refuse("flood of requests while choked", "none", out error) : Accept(PeerWireEvent.Nothing, out error);
        }

        if (!ours.Has(request.Piece))
        {
            return Refuse($"request of piece {request.Piece}", "a piece that we announced", out error);
        }

        if (Asked.Count >= MostAsked)
        {
            return Refuse("flood of requests", $"at most {MostAsked} unanswered requests", out error);
        }

        Asked.Add(new BlockRequest(request.Piece, request.Begin, request.Length));
        return Accept(PeerWireEvent.Asked, out error);
    }

    private PeerWireEvent OnBlock(PieceBlock block, out ProtocolError? error)
    {
        if (Awaited.Remove(new BlockRequest(block.Piece, block.Begin, block.Block.Length)))
        {
            return Accept(PeerWireEvent.Answered, out error);
        }

        if (givenUp > 0 && IsWholeBlock(block))
        {
            givenUp--;
            return Accept(PeerWireEvent.AnsweredLate, out error);
        }

        return Refuse($"block of {block.Block.Length} bytes at {block.Begin} of piece {block.Piece}", "a block that was asked for", out error);
    }

    // What we ask for is always a whole block of the torrent's shape, so what comes late must be one too.
    private bool IsWholeBlock(PieceBlock block) =>
        (uint)block.Piece < (uint)shape.PieceCount && block.Begin >= 0 && block.Begin % shape.BlockLength == 0
        && block.Begin < shape.LengthOfPiece(block.Piece) && block.Block.Length == shape.LengthOfBlock(block.Piece, block.Begin / shape.BlockLength);

    private PeerWireEvent OnChoke()
    {
        if (PeerChoking)
        {
            return PeerWireEvent.Nothing;
        }

        PeerChoking = true;
        return PeerWireEvent.Choked;
    }

    private static PeerWireEvent Accept(PeerWireEvent meaning, out ProtocolError? error)
    {
        error = null;
        return meaning;
    }

    private static PeerWireEvent Refuse(string what, string expected, out ProtocolError? error)
    {
        error = new ProtocolError("peer-wire", what, expected);
        return PeerWireEvent.Refused;
    }
}
