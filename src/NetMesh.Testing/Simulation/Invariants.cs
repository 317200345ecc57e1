using Microsoft.Extensions.DependencyInjection;
using NetMesh.Contracts.Peers;
using NetMesh.Contracts.Swarms;
using NetMesh.Grains.Peers.Choking;
using NetMesh.Grains.Peers.Exchange;
using NetMesh.Planet;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Testing.Simulation;

/// <summary>What must hold at any moment of a simulation, beyond what is checked message by message (<see cref="WatchedEnd"/>).</summary>
internal sealed class Invariants(VirtualMesh mesh, OrdealWatch watch)
{
    private static readonly TimeSpan SeedsTurn = TimeSpan.FromSeconds(12);

    // The longest that a HAVE is put off for, some pulses, and what slow storage may hold them up.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    // Three rounds of the choker. In each a write of the peer's progress may hold it up, on its way to the storage and back.
    private TimeSpan LeechersTurn => TimeSpan.FromSeconds(31) + (3 * 2 * watch.Ordeal.WriteTakes);

    // A round more than a turn of the optimistic unchoke.
    private TimeSpan OptimisticTurn => OptimisticUnchoke.Turn + TimeSpan.FromSeconds(11) + (4 * 2 * watch.Ordeal.WriteTakes);

    // Some looks more than the program's own patience.
    private TimeSpan LongestWait => SnubDetector.Patience + TimeSpan.FromSeconds(15) + (4 * watch.Ordeal.WriteTakes);

    private int Pieces => watch.Ordeal.Swarm.Torrent.Shape.PieceCount;

    // Whoever runs the swarm next goes by a calendar of his own.
    private TimeSpan Disagreement =>
        watch.Ordeal.Silos.Max(silo => silo.Offset) - watch.Ordeal.Silos.Min(silo => silo.Offset) + TimeSpan.FromSeconds(5);

    private IEnumerable<IServiceProvider> Sites => mesh.IsApart ? mesh.Silos.Select(mesh.ServicesOf) : [mesh.Services];

    /// <summary>The network's own accounts, everywhere.</summary>
    public void CheckAccounts()
    {
        foreach (var site in Sites)
        {
            if (NetworkOf(site).Discrepancy() is { } discrepancy)
            {
                watch.Report("", "the network's accounts agree", discrepancy);
            }
        }
    }

    /// <summary>Whoever wants something and is choked gets his turn, whatever is broken: the choker goes by what its own host knows.</summary>
    public void CheckTurns()
    {
        foreach (var ends in OpenEnds())
        {
            var turn = watch.Seeds.Contains(ends.Key) ? SeedsTurn : LeechersTurn;
            var rivals = ends.Count(other => other.IsWanted);
            foreach (var end in ends)
            {
                // Everybody before him gets one, those included who came later: newcomers first.
                end.MostRivals = end.WaitsSince is null ? 0 : Math.Max(end.MostRivals, rivals);
                var longest = turn * (end.MostRivals + 2);
                if (end.WaitsSince is { } since && !watch.FreeRiders.Contains(end.Self) && watch.Now - since > longest)
                {
                    watch.Report(end.Self, "everybody gets his turn", $"{watch.NameOf(end.Remote)} is interested and choked for {(watch.Now - since).TotalSeconds:F0} s");
                }
            }
        }
    }

    /// <summary>The optimistic unchoke goes on to another neighbour while one waits.</summary>
    public void CheckOptimisticTurns()
    {
        foreach (var ends in OpenEnds())
        {
            if (watch.Turns.Of(ends.Key) is not { } turn || watch.Now - turn.Began <= OptimisticTurn)
            {
                continue;
            }

            if (ends.FirstOrDefault(end => end.Remote != turn.Neighbour && watch.Now - end.WaitsSince > OptimisticTurn) is { } waiting)
            {
                watch.Report(
                    ends.Key, "the optimistic unchoke goes round",
                    $"{watch.NameOf(turn.Neighbour)} has it for {(watch.Now - turn.Began).TotalSeconds:F0} s while {watch.NameOf(waiting.Remote)} waits");
            }
        }
    }

    /// <summary>Who lets wait for a minute is not waited for: one request at a time shows whether he has come to his senses, the others are taken back.</summary>
    public void CheckPatience()
    {
        foreach (var end in OpenEnds().SelectMany(ends => ends))
        {
            if (end.Awaited > 1 && watch.Now - end.LastProgress > LongestWait)
            {
                watch.Report(
                    end.Self, "who lets wait is not waited for",
                    $"{watch.NameOf(end.Remote)} has sent nothing for {(watch.Now - end.LastProgress).TotalSeconds:F0} s and still owes {end.Awaited} blocks");
            }
        }
    }

    /// <summary>Neighbours are told of pieces, soon after somebody was: a seed apart that offers its pieces one by one.</summary>
    public void CheckHaves()
    {
        foreach (var ends in OpenEnds())
        {
            if (watch.Seeds.Contains(ends.Key))
            {
                continue;
            }

            var told = ends.SelectMany(end => end.Claims).Where(claim => watch.Now - claim.Value > LongestSilence).Select(claim => claim.Key).Distinct().ToList();
            foreach (var end in ends.Where(end => end.IsShaken && watch.Now - end.BusyUntil > LongestSilence))
            {
                if (told.Find(piece => !end.NeedNotHear(piece)) is var piece && told.Exists(one => !end.NeedNotHear(one)))
                {
                    watch.Report(end.Self, "neighbours are told of pieces", $"{watch.NameOf(end.Remote)} was never told of piece {piece}");
                }
            }
        }
    }

    /// <summary>Everybody says of himself what can be true. Who sleeps is not woken by it.</summary>
    public async Task CheckStatuses()
    {
        foreach (var member in watch.Ordeal.Swarm.Members)
        {
            if (mesh.SiloOfPeer(member.Address) is not null && Complaint(await mesh.LookAsync(member.Address), member) is { } complaint)
            {
                watch.Report(member.Address, "a peer's status is possible", complaint);
            }
        }
    }

    /// <summary>The swarm says of itself what can be true.</summary>
    public void CheckSwarm(SwarmStatus status)
    {
        var members = watch.Ordeal.Swarm.Members;
        if (status.Seeding + status.Leeching + status.Away != members.Length || status.Completions != status.Finished.Length)
        {
            watch.Report("", "the swarm's status is possible", $"{status} of {members.Length} members, {status.Finished.Length} finished");
        }

        foreach (var finished in status.Finished)
        {
            if (watch.Ledger.MostPieces(finished.Peer) < Pieces)
            {
                watch.Report(finished.Peer, "who has finished has everything", $"only {watch.Ledger.MostPieces(finished.Peer)} of {Pieces} pieces ever reached it");
            }

            if (finished.Took < TimeSpan.Zero || finished.Took > watch.Now + Disagreement)
            {
                watch.Report(finished.Peer, "the swarm's status is possible", $"its download is said to have taken {finished.Took}, {watch.Now} after the start");
            }
        }
    }

    /// <summary>At the end, when everybody has left: nothing is left behind.</summary>
    /// <param name="planned">Events planned when least was under way.</param>
    public void CheckLeftovers(int planned)
    {
        // The host's own, the tracker's, the beat of each site's news and what of it is under way to the others.
        var usual = 3 + (mesh.Silos.Count * (1 + mesh.Silos.Count));
        if (planned > usual)
        {
            watch.Report("", "nothing is left behind", $"{planned} events are still planned, {usual} at most should be");
        }

        foreach (var site in Sites)
        {
            var network = NetworkOf(site);
            if (network.ConnectionCount > 0 || network.StalledCount > 0)
            {
                watch.Report("", "nothing is left behind", $"{network.ConnectionCount} connections, {network.StalledCount} streams stalled: {string.Join(", ", network.Streams())}");
            }
        }
    }

    // All open ends of one host are in one network, and of one life of its program.
    private IEnumerable<IGrouping<IPv4Address, WatchedEnd>> OpenEnds()
    {
        foreach (var site in Sites)
        {
            var network = NetworkOf(site);
            var open = new List<WatchedEnd>();
            foreach (var (end, watched) in site.GetRequiredService<NetworkWatch>().Ends)
            {
                if (network.IsOpen(end))
                {
                    open.Add(watched);
                    watched.BusyUntil = network.QueuedBytes(end) > 0 ? watch.Now : watched.BusyUntil;
                }
            }

            foreach (var ends in open.GroupBy(end => end.Self))
            {
                yield return ends;
            }
        }
    }

    private string? Complaint(PeerStatus status, SwarmMember member)
    {
        if (status.State == PeerState.Idle)
        {
            return null;
        }

        var most = watch.Ledger.MostPieces(member.Address);
        var says = $"it says {status}";
        return status.PiecesHad > most ? $"{says}, but had all blocks of {most} pieces at most"
            : status.PieceCount != Pieces || (status.State == PeerState.Seeding) != (status.PiecesHad == Pieces) ? says
            : status.Banned > watch.Ordeal.Hostile.Length ? $"{says}, with {watch.Ordeal.Hostile.Length} hostile peers about"
            : status is { State: PeerState.Seeding, PiecesFailed: > 0, Banned: 0 } ? $"{says}: pieces failed and nobody was found out"
            : status.State == PeerState.Leeching && status.Unchoked > (member.Policies.FreeRider ? 0 : member.Policies.UnchokeSlots + 1) ? $"{says}, more than its slots"
            : status.Unchoked > status.Connections ? says
            : null;
    }

    private static Network NetworkOf(IServiceProvider site) => (Network)site.GetRequiredService<INetwork>();
}
