using System.Buffers;
using NetMesh.Clock;
using NetMesh.Contracts.Peers;
using NetMesh.Grains.Peers.Exchange;
using NetMesh.Grains.Peers.Watching;
using NetMesh.Planet.Faults;

namespace NetMesh.Grains.Peers.Choking;

/// <summary>Runs a peer's choker every ten seconds over its neighbours and tells them the outcome.</summary>
/// <param name="plan">Who it is, and the rules it plays by.</param>
/// <param name="upBitsPerSecond">The peer's uplink; 0: unlimited.</param>
/// <param name="neighbours">The peer's connections; it says which of them are served.</param>
/// <param name="outbox">Sends.</param>
/// <param name="random">Draws lots between equals.</param>
/// <param name="watch">Hears of the outcome.</param>
public sealed class ChokingRounds(
    PeerPlan plan, long upBitsPerSecond, Neighbours neighbours, Outbox outbox, RandomStream random, SwarmWatch watch)
{
    private readonly PeerPolicies policies = plan.Policies;
    private readonly TitForTatChoker titForTat = new(
        plan.Policies.UnchokeSlots, TitForTatChoker.PatienceFor(plan.Torrent.Shape.PieceLength, upBitsPerSecond, plan.Policies.UnchokeSlots + 1));
    private readonly OptimisticUnchoke optimistic = new();

    /// <summary>For tests of the simulation.</summary>
    internal PlantedBug Bug
    {
        get;
        init
        {
            field = value;
            optimistic = new OptimisticUnchoke { Bug = value };
        }
    }

    /// <summary>Neighbours unchoked now.</summary>
    public int Unchoked => neighbours.Served.Count;

    /// <summary>A round would change nothing: nobody is served, and nobody wants to be, as far as is known.</summary>
    public bool IsIdle => policies.FreeRider || (neighbours.Served.Count == 0 && neighbours.All.Count == neighbours.Indifferent.Count);

    /// <summary>A round.</summary>
    public void Run(bool isSeed, TimeSpan now)
    {
        if (policies.FreeRider || neighbours.All.Count == 0 || Bug == PlantedBug.NobodyUnchoked)
        {
            return;
        }

        var rented = ArrayPool<ChokeCandidate>.Shared.Rent(neighbours.All.Count);
        var candidates = rented.AsSpan(0, neighbours.All.Count);
        Fill(candidates, now);
        if (isSeed)
        {
            new SeedChoker(SeedSlots()) { Bug = Bug }.Choose(candidates, now);
        }
        else
        {
            titForTat.Choose(candidates, now);
            optimistic.Choose(candidates, now);
        }

        Apply(candidates, isSeed ? -1 : optimistic.Neighbour, now);
        ArrayPool<ChokeCandidate>.Shared.Return(rented);
    }

    /// <summary>A neighbour became interested: while slots are empty it does not wait for the round.</summary>
    public void OnInterested(PeerConnection connection, bool isSeed, TimeSpan now)
    {
        if (!policies.FreeRider && Bug != PlantedBug.NobodyUnchoked && connection.Session.AmChoking && Unchoked < (isSeed ? SeedSlots() : policies.UnchokeSlots + 1))
        {
            Unchoke(connection, UnchokeReason.Regular, now);
        }
    }

    private void Fill(Span<ChokeCandidate> candidates, TimeSpan now)
    {
        for (var i = 0; i < candidates.Length; i++)
        {
            var connection = neighbours.All[i];
            candidates[i] = new ChokeCandidate
            {
                Neighbour = connection.Serial,
                Index = i,
                IsInterested = connection.Session.PeerInterested,
                IsSnubbing = connection.IsSnubbing,
                RateReceived = connection.Received.BytesPerSecond(now),
                IsUnchoked = !connection.Session.AmChoking,
                Since = connection.ChokingChanged,
                LastOptimistic = connection.LastOptimistic,
                Lot = random.Next(),
            };
        }
    }

    // The chokes first, so that no neighbour is served beyond the slots.
    private void Apply(ReadOnlySpan<ChokeCandidate> candidates, int optimisticOne, TimeSpan now)
    {
        foreach (ref readonly var candidate in candidates)
        {
            var connection = neighbours.All[candidate.Index];
            connection.LastOptimistic = candidate.LastOptimistic;
            if (!candidate.IsChosen)
            {
                Choke(connection, now);
            }
        }

        foreach (ref readonly var candidate in candidates)
        {
            if (candidate.IsChosen)
            {
                var reason = candidate.Neighbour == optimisticOne ? UnchokeReason.Optimistic : UnchokeReason.Regular;
                Unchoke(neighbours.All[candidate.Index], reason, now);
            }
        }
    }

    private void Choke(PeerConnection connection, TimeSpan now)
    {
        if (connection.Session.SetChoking(true) is { } message)
        {
            neighbours.Served.Remove(connection);
            connection.ChokingChanged = now;
            outbox.Post(connection, message, now);
            watch.Watcher?.Choked(plan, connection.Remote.Address, now);
        }
    }

    private void Unchoke(PeerConnection connection, UnchokeReason reason, TimeSpan now)
    {
        var message = connection.Session.SetChoking(false);
        if (message is not null)
        {
            neighbours.Served.Add(connection);
            connection.ChokingChanged = now;
            outbox.Post(connection, message, now);
        }

        if (message is not null || connection.UnchokedFor != reason)
        {
            connection.UnchokedFor = reason;
            watch.Watcher?.Unchoked(plan, connection.Remote.Address, reason, now);
        }
    }

    // The neighbours' mean downlink stands for "the downlink": in the textbook's figures they are all alike.
    private int SeedSlots()
    {
        long sum = 0;
        var limited = 0;
        foreach (var connection in neighbours.All)
        {
            sum += connection.DownBitsPerSecond;
            limited += connection.DownBitsPerSecond > 0 ? 1 : 0;
        }

        return SeedChoker.SlotsFor(policies.SeedChoking, upBitsPerSecond, limited == 0 ? 0 : sum / limited, policies.MaxConnections);
    }
}
