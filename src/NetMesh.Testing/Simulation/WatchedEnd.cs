using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.PeerWire;

namespace NetMesh.Testing.Simulation;

/// <summary>One end of a stream between peers, as far as what was said on it shows.</summary>
/// <param name="watch">Whom to tell.</param>
/// <param name="self">The host at this end.</param>
/// <param name="remote">The one at the other end.</param>
/// <param name="stream">What is under way between them; null: nobody watches the other end.</param>
internal sealed class WatchedEnd(OrdealWatch watch, IPv4Address self, IPv4Address remote, WatchedStream? stream)
{
    private readonly Dictionary<(int Piece, int Begin, int Length), int> asked = [];
    private readonly HashSet<(int Piece, int Begin)> awaited = [];
    private readonly SortedDictionary<int, TimeSpan> claims = [];
    private readonly HashSet<int> theirs = [];
    private bool hasShaken;
    private bool hasHeard;
    private bool chokes = true;
    private bool isChoked = true;
    private TimeSpan wantedSince;

    public IPv4Address Self { get; } = self;

    public IPv4Address Remote { get; } = remote;

    /// <summary>What is under way to the other end and back; null: nobody watches the other end.</summary>
    public WatchedStream? Stream { get; } = stream;

    /// <summary>Both handshakes are through.</summary>
    public bool IsShaken => hasShaken && hasHeard;

    /// <summary>The other end wants something of this one.</summary>
    public bool IsWanted { get; private set; }

    /// <summary>Since when the other end wants something and is choked; null: it does not wait.</summary>
    public TimeSpan? WaitsSince => IsWanted && chokes ? wantedSince : null;

    /// <summary>The most that wanted something of the host at one time while this one waited.</summary>
    public int MostRivals { get; set; }

    /// <summary>Blocks that this end asked for, while it was not choked, and that have not come.</summary>
    public int Awaited => awaited.Count;

    /// <summary>When the last block came, or the wait for one began.</summary>
    public TimeSpan LastProgress { get; private set; }

    /// <summary>The pieces that this end said it has, with when.</summary>
    public IReadOnlyDictionary<int, TimeSpan> Claims => claims;

    /// <summary>When something last waited for the uplink here, as far as somebody looked, or the handshakes were through.</summary>
    public TimeSpan BusyUntil { get; set; }

    /// <summary>Whether the other end knows that this one has the piece, or has it itself.</summary>
    public bool NeedNotHear(int piece) => claims.ContainsKey(piece) || theirs.Contains(piece);

    /// <summary>A message reached this end.</summary>
    public void Heard(PeerWireMessage message)
    {
        switch (message)
        {
            case PieceBlock block:
                watch.Ledger.Received(Self, block);
                awaited.Remove((block.Piece, block.Begin));
                LastProgress = watch.Now;
                break;
            case Choke:
                isChoked = true;
                awaited.Clear();
                break;
            case Unchoke:
                isChoked = false;
                break;
            case Handshake:
                hasHeard = true;
                BusyUntil = watch.Now;
                break;
            case Have have:
                theirs.Add(have.Piece);
                break;
            case Bitfield bitfield:
                theirs.UnionWith(PiecesOf(bitfield));
                break;
            case Interested when !IsWanted:
                IsWanted = true;
                wantedSince = watch.Now;
                break;
            case NotInterested:
                IsWanted = false;
                break;
            case Request request:
                var wanted = (request.Piece, request.Begin, request.Length);
                asked[wanted] = asked.GetValueOrDefault(wanted) + 1;
                break;
        }
    }

    /// <summary>This end says something.</summary>
    public void Says(PeerWireMessage message)
    {
        switch (message)
        {
            case PieceBlock block:
                Serves(block);
                break;
            case Handshake:
                hasShaken = true;
                BusyUntil = watch.Now;
                break;
            case Request request when !isChoked:
                LastProgress = awaited.Count == 0 ? watch.Now : LastProgress;
                awaited.Add((request.Piece, request.Begin));
                break;
            case Cancel cancel:
                awaited.Remove((cancel.Piece, cancel.Begin));
                break;
            case Have have:
                Claim(have.Piece);
                break;
            case Bitfield bitfield:
                PiecesOf(bitfield).ForEach(Claim);
                break;
            case Choke:
                chokes = true;
                wantedSince = watch.Now;
                break;
            case Unchoke:
                chokes = false;
                break;
        }
    }

    private void Serves(PieceBlock block)
    {
        var key = (block.Piece, block.Begin, block.Block.Length);
        if (watch.Ledger.Complaint(block) is { } complaint)
        {
            watch.Report(Self, "no wrong byte is served", $"to {watch.NameOf(Remote)}: {complaint}");
        }
        else if (!watch.Ledger.MayHave(Self, block.Piece))
        {
            watch.Report(Self, "what is served was verified", $"to {watch.NameOf(Remote)}: piece {block.Piece}, of which it never had all blocks");
        }
        else if (chokes)
        {
            watch.Report(Self, "nobody choked is served", $"{watch.NameOf(Remote)} got a block of piece {block.Piece}");
        }
        else if (asked.GetValueOrDefault(key) == 0)
        {
            watch.Report(Self, "nobody is served what he did not ask for", $"{watch.NameOf(Remote)} got a block of piece {block.Piece}");
        }
        else
        {
            asked[key]--;
        }
    }

    private void Claim(int piece)
    {
        claims.TryAdd(piece, watch.Now);
        if (piece >= watch.Ordeal.Swarm.Torrent.Shape.PieceCount || !watch.Ledger.MayHave(Self, piece))
        {
            watch.Report(Self, "a piece counted is a verified piece", $"told {watch.NameOf(Remote)} that it has piece {piece}, of which it never had all blocks");
        }
    }

    private static List<int> PiecesOf(Bitfield bitfield)
    {
        var pieces = new List<int>();
        for (var piece = 0; piece < 8 * bitfield.Bits.Length; piece++)
        {
            if ((bitfield.Bits[piece >> 3] & (0x80 >> (piece & 7))) != 0)
            {
                pieces.Add(piece);
            }
        }

        return pieces;
    }
}
