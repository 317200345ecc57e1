using NetMesh.Clock;
using NetMesh.Planet.Faults;
using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Grains.Peers.Picking;

/// <summary>
/// Super-seeding (BEP 16): a seed that is the only source of its pieces does not say that it has them all, but offers each neighbour pieces that no other
/// one was offered, so that its uplink carries every piece once before it carries any twice. BEP 16 offers the next piece once the last one was seen at
/// others, which leaves the uplink idle; here an unchoked neighbour always has some offers ahead of its requests. It is over when every piece has been
/// asked for or is elsewhere.
/// </summary>
public sealed class SuperSeeding
{
    /// <summary>Offers that an unchoked neighbour has ahead: at usual piece lengths 1 MiB, the most that a fast one asks for in a round trip.</summary>
    public const int Ahead = 4;

    private readonly PieceSet waiting;
    private readonly Queue<int> turns;
    private readonly Dictionary<int, Offers> offers = [];

    /// <param name="pieceCount">Pieces of the torrent.</param>
    /// <param name="random">Decides the order in which they are offered.</param>
    public SuperSeeding(int pieceCount, RandomStream random)
    {
        waiting = PieceSet.All(pieceCount);
        var order = new int[pieceCount];
        for (var i = 0; i < pieceCount; i++)
        {
            var other = random.Next(i + 1);
            order[i] = order[other];
            order[other] = i;
        }

        turns = new Queue<int>(order);
    }

    /// <summary>For tests of the simulation.</summary>
    internal PlantedBug Bug { get; init; }

    /// <summary>Every piece is on its way or elsewhere: from now on it is a seed like any other.</summary>
    public bool IsOver => waiting.Count == 0;

    /// <summary>The next piece to offer a neighbour; -1: it has offers enough, or nothing is left that would be news to it.</summary>
    /// <param name="neighbour">Names the neighbour.</param>
    /// <param name="theirs">What it has; null: nothing is known.</param>
    /// <param name="isUnchoked">Whether it may ask: one that may not needs one offer, to be interested.</param>
    public int Offer(int neighbour, PieceSet? theirs, bool isUnchoked)
    {
        var made = OffersTo(neighbour);
        for (var left = made.Ahead.Count < (isUnchoked ? Ahead : 1) ? turns.Count : 0; left > 0; left--)
        {
            var piece = turns.Dequeue();
            if (!waiting.Has(piece))
            {
                continue;
            }

            // Behind all others: it is offered again only when there is nothing newer.
            if (Bug != PlantedBug.OffersNotRenewed)
            {
                turns.Enqueue(piece);
            }

            if (theirs?.Has(piece) != true && made.All.Add(piece))
            {
                made.Ahead.Add(piece);
                return piece;
            }
        }

        return -1;
    }

    /// <summary>Whether the neighbour was offered the piece.</summary>
    public bool HasOffered(int neighbour, int piece) => offers.TryGetValue(neighbour, out var made) && made.All.Has(piece);

    /// <summary>The neighbour asked for a part of the piece.</summary>
    public void OnAsked(int neighbour, int piece)
    {
        waiting.Remove(piece);
        OffersTo(neighbour).Ahead.Remove(piece);
    }

    /// <summary>A neighbour has the piece.</summary>
    public void OnSeen(int piece) => waiting.Remove(piece);

    /// <summary>The neighbour wants none of what it was offered.</summary>
    public void OnSated(int neighbour) => OffersTo(neighbour).Ahead.Clear();

    /// <summary>The neighbour is gone.</summary>
    public void OnGone(int neighbour) => offers.Remove(neighbour);

    private Offers OffersTo(int neighbour)
    {
        if (!offers.TryGetValue(neighbour, out var made))
        {
            offers[neighbour] = made = new Offers(new PieceSet(waiting.PieceCount), []);
        }

        return made;
    }

    private sealed record Offers(PieceSet All, List<int> Ahead);
}
