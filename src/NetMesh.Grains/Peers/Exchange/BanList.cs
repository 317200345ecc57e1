using NetMesh.Planet.Faults;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.Wire;

namespace NetMesh.Grains.Peers.Exchange;

/// <summary>
/// Finds out who sent wrong bytes. A piece that fails its hash and came from one neighbour convicts it. One that came from several is fetched again, whole,
/// from a single one; when it is right then, whoever had sent other bytes the first time is convicted (libtorrent calls this a smart ban).
/// Banned are addresses, because a peer id is whatever its owner says.
/// </summary>
public sealed class BanList
{
    // Bounds what a crowd of liars can make us remember.
    private const int MostSuspicions = 4096;

    private readonly List<Suspicion> suspicions = [];
    private readonly HashSet<IPv4Address> banned = [];

    /// <summary>For tests of the simulation.</summary>
    internal PlantedBug Bug { get; init; }

    /// <summary>Banned addresses.</summary>
    public int Count => banned.Count;

    public bool Has(IPv4Address address) => banned.Contains(address);

    /// <summary>Returns false when it was banned already.</summary>
    public bool Add(IPv4Address address) => Bug != PlantedBug.NobodyBanned && banned.Add(address);

    /// <summary>A piece failed its hash. Returns the culprit if there is only one who can be it.</summary>
    public IPv4Address? Failed(PartialPiece piece)
    {
        var sole = piece.Senders[0];
        if (piece.Senders.ContainsAnyExcept(sole) && Bug != PlantedBug.InnocentsBanned)
        {
            Suspect(piece);
            return null;
        }

        return Add(sole) ? sole : null;
    }

    /// <summary>A piece that had failed before is right now: adds those who sent something else to <paramref name="culprits"/>.</summary>
    public void Verified(PartialPiece piece, List<IPv4Address> culprits)
    {
        for (var i = suspicions.Count - 1; i >= 0; i--)
        {
            var suspicion = suspicions[i];
            if (suspicion.Piece != piece.Piece)
            {
                continue;
            }

            suspicions.RemoveAt(i);
            if (suspicion.Digest != Digest(piece.Contents[suspicion.Block]) && Add(suspicion.From))
            {
                culprits.Add(suspicion.From);
            }
        }
    }

    private void Suspect(PartialPiece piece)
    {
        for (var i = 0; i < piece.BlockCount && suspicions.Count < MostSuspicions; i++)
        {
            suspicions.Add(new Suspicion(piece.Piece, i, piece.Senders[i], Digest(piece.Contents[i])));
        }
    }

    // The same for the same bytes, whichever form the block has.
    private static ulong Digest(Block block)
    {
        if (block.IsSimulated)
        {
            return TraceMix.Mix(block.Tag, (ulong)block.Length);
        }

        var bytes = new byte[block.Length];
        block.CopyTo(bytes);
        return TraceMix.Mix(1, bytes);
    }

    private readonly record struct Suspicion(int Piece, int Block, IPv4Address From, ulong Digest);
}
