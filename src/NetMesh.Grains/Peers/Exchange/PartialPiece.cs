using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.Torrents;

namespace NetMesh.Grains.Peers.Exchange;

/// <summary>A piece that was begun: which of its blocks are here, and which were asked for. Used again for another piece when it is done.</summary>
public sealed class PartialPiece
{
    private Block[] contents = [];
    private IPv4Address[] senders = [];
    private Slot[] slots = [];
    private int firstUnasked;

    public int Piece { get; private set; }

    public int BlockCount { get; private set; }

    /// <summary>Blocks here.</summary>
    public int Here { get; private set; }

    /// <summary>Blocks neither here nor asked for.</summary>
    public int Unasked { get; private set; }

    /// <summary>The piece failed its hash once: all of it is fetched from one neighbour (<see cref="BanList"/>).</summary>
    public bool IsOnParole { get; private set; }

    /// <summary>On parole, the neighbour it is fetched from; the default until one has begun.</summary>
    public IPv4Address Sole { get; private set; }

    /// <summary>The blocks; those that are not here are empty.</summary>
    public ReadOnlySpan<Block> Contents => contents.AsSpan(0, BlockCount);

    /// <summary>Who sent each block.</summary>
    public ReadOnlySpan<IPv4Address> Senders => senders.AsSpan(0, BlockCount);

    private bool NobodyIsAsked => Here + Unasked == BlockCount;

    public void Begin(TorrentShape shape, int piece, bool onParole)
    {
        Piece = piece;
        BlockCount = shape.BlocksInPiece(piece);
        IsOnParole = onParole;
        if (slots.Length < BlockCount)
        {
            contents = new Block[BlockCount];
            senders = new IPv4Address[BlockCount];
            slots = new Slot[BlockCount];
        }

        Clear();
    }

    /// <summary>Forgets everything that arrived or was asked for.</summary>
    public void Clear()
    {
        contents.AsSpan(0, BlockCount).Clear();
        slots.AsSpan(0, BlockCount).Clear();
        Here = 0;
        Unasked = BlockCount;
        firstUnasked = 0;
        Sole = default;
    }

    /// <summary>May this neighbour be asked for blocks of the piece?</summary>
    public bool IsOpenTo(IPv4Address neighbour) => !IsOnParole || Sole == default || Sole == neighbour || NobodyIsAsked;

    /// <summary>The next block to ask this neighbour for; -1 when none is left.</summary>
    public int Ask(IPv4Address neighbour)
    {
        if (Unasked == 0 || !IsOpenTo(neighbour))
        {
            return -1;
        }

        if (IsOnParole && Sole != neighbour)
        {
            // What another one sent before it gave up must not be mixed in.
            Clear();
            Sole = neighbour;
        }

        while (slots[firstUnasked] is { IsHere: true } or { AskedOf: > 0 })
        {
            firstUnasked++;
        }

        slots[firstUnasked].AskedOf = 1;
        Unasked--;
        return firstUnasked++;
    }

    public bool IsHere(int block) => slots[block].IsHere;

    /// <summary>Neighbours that were asked for the block and have not answered.</summary>
    public int AskedOf(int block) => slots[block].AskedOf;

    /// <summary>In the end game one more neighbour is asked for a block that another one was asked for.</summary>
    public void AskAgain(int block) => slots[block].AskedOf++;

    /// <summary>A neighbour that was asked for the block will not answer.</summary>
    public void Release(int block)
    {
        ref var slot = ref slots[block];
        if (slot.AskedOf > 0 && --slot.AskedOf == 0 && !slot.IsHere)
        {
            Unasked++;
            firstUnasked = Math.Min(firstUnasked, block);
        }
    }

    /// <summary>A block arrived. False when it is of no use.</summary>
    /// <param name="wasAsked">The sender was asked for it and had not been told otherwise.</param>
    public bool Take(int block, Block content, IPv4Address from, bool wasAsked)
    {
        if (wasAsked)
        {
            Release(block);
        }

        ref var slot = ref slots[block];
        if (slot.IsHere || (IsOnParole && Sole != from))
        {
            return false;
        }

        Unasked -= slot.AskedOf == 0 ? 1 : 0;
        slot.IsHere = true;
        contents[block] = content;
        senders[block] = from;
        Here++;
        return true;
    }

    private struct Slot
    {
        public bool IsHere;
        public byte AskedOf;
    }
}
