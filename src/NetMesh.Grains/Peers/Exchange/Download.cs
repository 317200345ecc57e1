using NetMesh.Clock;
using NetMesh.Grains.Peers.Picking;
using NetMesh.Grains.Pieces;
using NetMesh.Planet.Faults;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.PeerWire;
using NetMesh.Protocols.BitTorrent.Torrents;

namespace NetMesh.Grains.Peers.Exchange;

/// <summary>What became of a block that arrived.</summary>
public enum BlockOutcome
{
    /// <summary>It was here already, or nobody wants it.</summary>
    Useless,

    /// <summary>Kept; its piece needs more.</summary>
    Kept,

    /// <summary>It was the last of its piece, and the piece is right.</summary>
    Verified,

    /// <summary>It was the last of its piece, and the piece is wrong; it will be fetched again.</summary>
    Failed,
}

/// <summary>
/// The pieces of one peer: which it has, which it has begun, what to ask of whom. It knows neighbours by their address and what they have; the
/// connections are its owner's.
/// </summary>
public sealed class Download
{
    private readonly Metainfo torrent;
    private readonly IPiecePicker picker;
    private readonly IPieceStore store;
    private readonly List<PartialPiece> begun = [];
    private readonly Stack<PartialPiece> spare = new();
    private readonly HashSet<int> onParole = [];
    private readonly PlantedBug bug;
    private int unasked;

    /// <param name="torrent">What is downloaded.</param>
    /// <param name="ours">Verified pieces; the download adds to it.</param>
    /// <param name="picker">Chooses pieces to begin.</param>
    /// <param name="store">Where the bytes of verified pieces go; simulated content has none.</param>
    public Download(Metainfo torrent, PieceSet ours, IPiecePicker picker, IPieceStore store)
        : this(torrent, ours, picker, store, PlantedBug.None)
    {
    }

    internal Download(Metainfo torrent, PieceSet ours, IPiecePicker picker, IPieceStore store, PlantedBug bug)
    {
        this.bug = bug;
        Bans = new BanList { Bug = bug };
        this.torrent = torrent;
        this.picker = picker;
        this.store = store;
        Ours = ours;
        Pieces = new PieceAvailability(torrent.Shape.PieceCount);
        for (var piece = 0; piece < torrent.Shape.PieceCount - (bug == PlantedBug.LastPieceNeverPicked ? 1 : 0); piece++)
        {
            if (!ours.Has(piece))
            {
                Pieces.Release(piece);
            }
        }
    }

    /// <summary>Verified pieces.</summary>
    public PieceSet Ours { get; }

    /// <summary>What the neighbours have.</summary>
    public PieceAvailability Pieces { get; }

    public BanList Bans { get; }

    /// <summary>Addresses convicted since the owner last looked; the owner clears it.</summary>
    public List<IPv4Address> Culprits { get; } = [];

    /// <summary>Pieces whose hash was wrong.</summary>
    public int FailedPieces { get; private set; }

    /// <summary>Pieces begun and not done.</summary>
    public int Begun => begun.Count;

    public bool IsEndGame => EndGame.IsOn(Pieces.FreeAndOffered, unasked);

    /// <summary>A block arrives soon, or is asked for.</summary>
    public void Foresee()
    {
        Memory.Fetch(Ours);
        Memory.Fetch(begun);
    }

    /// <summary>The next block to ask a neighbour for: of begun pieces first, the oldest first, then of a piece the picker chooses.</summary>
    public bool TryAsk(IPv4Address neighbour, PieceSet theirs, out BlockRequest request)
    {
        if (unasked > 0)
        {
            foreach (var partial in begun)
            {
                if (partial.Unasked > 0 && theirs.Has(partial.Piece) && TryAsk(partial, neighbour, out request))
                {
                    return true;
                }
            }
        }

        var piece = picker.Pick(Pieces, theirs, Ours.Count);
        if (piece < 0)
        {
            request = default;
            return false;
        }

        Pieces.Withdraw(piece);
        var next = spare.Count > 0 ? spare.Pop() : new PartialPiece();
        next.Begin(torrent.Shape, piece, onParole.Contains(piece));
        begun.Add(next);
        unasked += next.Unasked;
        return TryAsk(next, neighbour, out request);
    }

    /// <summary>In the end game: a block that others were asked for and that this neighbour, idle, could bring sooner. Those with the fewest asked first.</summary>
    public bool TryAskAgain(PieceSet theirs, BlockQueue awaited, out BlockRequest request)
    {
        request = default;
        if (!IsEndGame)
        {
            return false;
        }

        PartialPiece? best = null;
        var fewest = int.MaxValue;
        foreach (var partial in begun)
        {
            if (partial.IsOnParole || !theirs.Has(partial.Piece))
            {
                continue;
            }

            for (var block = 0; block < partial.BlockCount; block++)
            {
                if (!partial.IsHere(block) && partial.AskedOf(block) < fewest && EndGame.AsksAgain(partial.AskedOf(block), awaited.Count)
                    && !awaited.Contains(Request(partial.Piece, block)))
                {
                    fewest = partial.AskedOf(block);
                    best = partial;
                    request = Request(partial.Piece, block);
                }
            }
        }

        best?.AskAgain(request.Begin / torrent.Shape.BlockLength);
        return best is not null;
    }

    /// <summary>A neighbour that was asked for this will not answer.</summary>
    public void Release(BlockRequest request)
    {
        if (Find(request.Piece) is { } partial)
        {
            unasked -= partial.Unasked;
            partial.Release(request.Begin / torrent.Shape.BlockLength);
            unasked += partial.Unasked;
        }
    }

    /// <summary>A block arrived, a whole one of the torrent's shape.</summary>
    /// <param name="message">The block.</param>
    /// <param name="from">Who sent it.</param>
    /// <param name="wasAsked">The sender was asked for it and had not been told otherwise.</param>
    /// <param name="stillAsked">How many others were asked for it and should be told to forget it.</param>
    public BlockOutcome Take(PieceBlock message, IPv4Address from, bool wasAsked, out int stillAsked)
    {
        stillAsked = 0;
        if (Find(message.Piece) is not { } partial)
        {
            return BlockOutcome.Useless;
        }

        var block = message.Begin / torrent.Shape.BlockLength;
        unasked -= partial.Unasked;
        var isUseful = partial.Take(block, message.Block, from, wasAsked);
        unasked += partial.Unasked;
        if (!isUseful)
        {
            return BlockOutcome.Useless;
        }

        stillAsked = partial.AskedOf(block);
        return partial.Here < partial.BlockCount ? BlockOutcome.Kept : Verify(partial);
    }

    private BlockOutcome Verify(PartialPiece partial)
    {
        var piece = partial.Piece;
        var expected = torrent.PieceHashes[piece];
        var isRight = PieceHash.Of(partial.Contents) == expected || bug == PlantedBug.VerificationSkipped;
        begun.Remove(partial);
        if (isRight && !TryStore(expected, partial))
        {
            // Not the senders' fault: it is fetched again, and the disk may have room by then.
            Pieces.Release(piece);
            isRight = false;
        }
        else if (isRight)
        {
            if (partial.IsOnParole)
            {
                Bans.Verified(partial, Culprits);
                onParole.Remove(piece);
            }

            Ours.Add(piece);
        }
        else
        {
            FailedPieces++;
            if (Bans.Failed(partial) is { } culprit)
            {
                Culprits.Add(culprit);
            }

            onParole.Add(piece);
            Pieces.Release(piece);
        }

        partial.Clear();
        spare.Push(partial);
        return isRight ? BlockOutcome.Verified : BlockOutcome.Failed;
    }

    private bool TryStore(Sha1Hash hash, PartialPiece partial)
    {
        if (torrent.ContentSeed is not null)
        {
            return true;
        }

        try
        {
            store.Store(hash, partial.Contents);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private bool TryAsk(PartialPiece partial, IPv4Address neighbour, out BlockRequest request)
    {
        unasked -= partial.Unasked;
        var block = partial.Ask(neighbour);
        unasked += partial.Unasked;
        request = block < 0 ? default : Request(partial.Piece, block);
        if (bug == PlantedBug.PiecesCountedEarly && partial.Unasked == 0)
        {
            Ours.Add(partial.Piece);
        }

        return block >= 0;
    }

    private BlockRequest Request(int piece, int block) =>
        new(piece, block * torrent.Shape.BlockLength, torrent.Shape.LengthOfBlock(piece, block));

    private PartialPiece? Find(int piece)
    {
        foreach (var partial in begun)
        {
            if (partial.Piece == piece)
            {
                return partial;
            }
        }

        return null;
    }
}
