using NetMesh.Clock;
using NetMesh.Contracts.Hosts;
using NetMesh.Contracts.Peers;
using NetMesh.Contracts.Swarms;
using NetMesh.Grains.Hosts;
using NetMesh.Grains.Placement;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.Trackers;
using NetMesh.Protocols.Wire;

namespace NetMesh.Grains.Peers;

/// <summary>
/// A BitTorrent peer on a host. The grain has what must come from outside: its plan and memory, the pulse, the tracker, the swarm that wants to hear of
/// it. What a peer does is in <see cref="SwarmPeer"/>.
/// </summary>
[PlacedInHostRegion]
public sealed partial class PeerGrain(
    [PersistentState("peer", "netmesh")] IPersistentState<PeerMemory> memory,
    [PersistentState("peer-progress", "netmesh")] IPersistentState<PeerProgress> progress,
    HostSurroundings host,
    PeerSurroundings surroundings)
    : HostGrain(host), IPeerGrain, ISwarmPeerOwner
{
    // A piece lost with the silo costs a download; writing after every piece would cost more.
    private static readonly TimeSpan RememberEvery = TimeSpan.FromSeconds(10);

    // Time for what was lost to be said once more (BEP 15: after 15 s). A tracker that is gone is not waited for.
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan FarewellPulse = TimeSpan.FromSeconds(1);

    // A grain that does nothing for longer counts as unused, and would be deactivated.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(5);

    private SwarmPeer? peer;
    private TrackerContact? tracker;
    private IGrainTimer? pulse;
    private TimeSpan pulseAt;
    private TimeSpan rememberedAt;
    private TimeSpan leftAt;
    private bool hasNews;
    private bool isDone;

    // What is stored is not what the peer is.
    private bool owes;

    private PeerStatus Idle => new(Address, PeerState.Idle, 0, 0, 0, 0, 0, 0, 0, 0);

    private TransferTotals Totals => peer is null || memory.State.Plan is not { } plan
        ? default
        : new TransferTotals(peer.Uploaded, peer.Downloaded, Missing(plan, peer.Pieces));

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (memory.State.Plan is { } plan)
        {
            if (progress.State.PeerId != plan.PeerId)
            {
                progress.State = new PeerProgress { IsReported = plan.IsSeed, PeerId = plan.PeerId };
            }

            var kept = PieceSet.FromBits(progress.State.Pieces, plan.Torrent.Shape.PieceCount);
            Start(plan, StillStored(plan, kept ?? PiecesAtFirst(plan)));
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await base.OnDeactivateAsync(reason, cancellationToken);
        if (hasNews && peer is not null)
        {
            await RememberAsync();
        }
    }

    public async ValueTask JoinAsync(PeerPlan plan)
    {
        if (memory.State.Plan is { } current)
        {
            // A swarm that lost its latest progress in a crash draws new ids for members that are there already: they keep theirs, and their pieces.
            if (current.Torrent.InfoHash == plan.Torrent.InfoHash
                && current == plan with { PeerId = current.PeerId, Torrent = current.Torrent })
            {
                if (owes)
                {
                    await SettleAsync();
                }

                return;
            }

            Leave(current);
            if (current.Swarm != plan.Swarm)
            {
                Report(current, PeerMilestone.Left);
            }
        }

        var pieces = PiecesAtFirst(plan);
        memory.State = new PeerMemory { Plan = plan };
        progress.State = new PeerProgress { Pieces = pieces.ToBits(), IsReported = plan.IsSeed, PeerId = plan.PeerId };
        owes = true;
        Start(plan, pieces);
        await SettleAsync();
    }

    // The swarm is not told what it asked for: a report that comes late, when the swarm has begun anew, would take the new member for one that left.
    public async ValueTask LeaveAsync()
    {
        if (memory.State.Plan is { } plan)
        {
            Leave(plan);
            memory.State = new PeerMemory();
            owes = true;
        }

        if (owes)
        {
            await SettleAsync();
        }
    }

    // Should the storage fail, the next pulse tries again: a peer that has left would otherwise be back when next called, and one that has joined would not.
    private async Task SettleAsync()
    {
        if (memory.State.Plan is null)
        {
            await memory.ClearStateAsync();
            await progress.ClearStateAsync();
        }
        else
        {
            // In this order: a plan without progress is a peer that begins anew.
            await memory.WriteStateAsync();
            await progress.WriteStateAsync();
        }

        owes = false;
    }

    public ValueTask<PeerStatus> LookAsync() => ValueTask.FromResult(peer?.Status ?? Idle);

    public ValueTask<PeerOutlook> LookAroundAsync() => ValueTask.FromResult(peer?.Outlook(Now) ?? new PeerOutlook(Idle, [], []));

    /// <inheritdoc/>
    public override HostConnection? OnOpened(ConnectionEnd end, Dialled dialled)
    {
        var connection = peer?.OnOpened(end, dialled, Now);
        PlanPulse();
        return connection;
    }

    /// <inheritdoc/>
    public override void OnAccepted(HostConnection connection)
    {
        peer?.OnAccepted((PeerConnection)connection, Now);
        PlanPulse();
    }

    /// <inheritdoc/>
    public override void OnMessage(HostConnection connection, WireMessage message)
    {
        peer?.OnMessage((PeerConnection)connection, message, Now);
        PlanPulse();
    }

    /// <inheritdoc/>
    public override void OnWritable(HostConnection connection) => peer?.OnWritable((PeerConnection)connection, Now);

    /// <inheritdoc/>
    public override void OnClosed(HostConnection connection)
    {
        peer?.OnGone((PeerConnection)connection, Now);
        PlanPulse();
    }

    /// <inheritdoc/>
    public override void OnReset(HostConnection connection)
    {
        peer?.OnGone((PeerConnection)connection, Now);
        PlanPulse();
    }

    void ISwarmPeerOwner.OnVerified(int piece)
    {
        hasNews = true;
        peer!.AskPulse(rememberedAt + RememberEvery);
    }

    // The swarm hears of it at once, because it measures; what takes time waits for the next pulse.
    void ISwarmPeerOwner.OnCompleted()
    {
        isDone = true;
        Report(memory.State.Plan!, PeerMilestone.Completed);
        progress.State.IsReported = true;
        peer!.AskPulse(Now);
    }

    /// <inheritdoc/>
    protected override void OnDatagram(Endpoint from, Endpoint to, WireMessage message)
    {
        if (memory.State.Plan is { } plan && from != plan.Tracker)
        {
            return;
        }

        if (tracker?.Receive(message, Totals, Now) is { Failure: null } answer)
        {
            peer?.Offer(answer.Peers, Now);
        }

        PlanDuties();
    }

    private void Leave(PeerPlan plan)
    {
        tracker?.Announce(AnnounceEvent.Stopped, Totals, Now);
        if (peer is not null)
        {
            peer.Leave();
            peer = null;
            surroundings.Watch.Watcher?.Left(plan, Now);
        }

        // Who does not listen hears no answer of the tracker's, and so could not even say goodbye.
        leftAt = Now;
        pulse?.Change(FarewellPulse, FarewellPulse);
    }

    private void Start(PeerPlan plan, PieceSet pieces)
    {
        Listen(plan.Listen, ServiceNames.Peer);
        var random = surroundings.Random.Get($"tracker contact {plan.Listen}");
        peer = new SwarmPeer(plan, pieces, surroundings, Connections, this);
        surroundings.Watch.Watcher?.Joined(plan, pieces, Now);
        tracker = new TrackerContact(plan, Network, random) { Bug = surroundings.Bug };
        tracker.Announce(AnnounceEvent.Started, Totals, Now);
        rememberedAt = Now;
        hasNews = false;
        isDone = peer.IsSeed && !progress.State.IsReported;
        pulse?.Dispose();
        pulse = this.RegisterGrainTimer(
            static (grain, _) => grain.PulseAsync(), this, new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { KeepAlive = true });
        pulseAt = Agenda.Never;
        PlanDuties();
    }

    private async Task CompleteAsync()
    {
        var plan = memory.State.Plan!;
        tracker?.Announce(AnnounceEvent.Completed, Totals, Now);
        if (!progress.State.IsReported)
        {
            // Its silo died after the last piece was stored and before the swarm was told.
            progress.State.IsReported = true;
            Report(plan, PeerMilestone.Completed);
        }

        if (plan.Policies.WhenDone == WhenDone.Leave)
        {
            // Who leaves has nothing to remember.
            Report(plan, PeerMilestone.LeftComplete);
            await LeaveAsync();
            return;
        }

        await RememberAsync();
    }

    private async Task RememberAsync()
    {
        hasNews = false;
        rememberedAt = Now;
        progress.State.Pieces = peer!.Pieces.ToBits();
        try
        {
            await progress.WriteStateAsync();
        }
        catch
        {
            // Again in a while: otherwise the last pieces would never be remembered.
            hasNews = true;
            throw;
        }
    }

    private void Report(PeerPlan plan, PeerMilestone milestone) =>
        _ = GrainFactory.GetGrain<ISwarmGrain>(plan.Swarm).Report(plan.Listen.Address, milestone);

    private static PieceSet PiecesAtFirst(PeerPlan plan) =>
        plan.IsSeed ? PieceSet.All(plan.Torrent.Shape.PieceCount) : new PieceSet(plan.Torrent.Shape.PieceCount);

    // What the peer remembers may have gone from the store meanwhile: a file that was edited, a data folder that was cleared.
    private PieceSet StillStored(PeerPlan plan, PieceSet remembered)
    {
        if (plan.Torrent.ContentSeed is not null)
        {
            return remembered;
        }

        var stored = new PieceSet(remembered.PieceCount);
        var hashes = plan.Torrent.PieceHashes;
        for (var piece = 0; piece < hashes.Length; piece++)
        {
            if (remembered.Has(piece) && surroundings.Store.Has(hashes[piece]))
            {
                stored.Add(piece);
            }
        }

        return stored;
    }

    private static long Missing(PeerPlan plan, PieceSet pieces)
    {
        var shape = plan.Torrent.Shape;
        var last = shape.PieceCount - 1;
        return ((long)(shape.PieceCount - pieces.Count) * shape.PieceLength)
            - (pieces.Has(last) ? 0 : shape.PieceLength - shape.LengthOfPiece(last));
    }
}
