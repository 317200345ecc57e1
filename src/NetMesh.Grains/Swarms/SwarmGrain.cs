using System.Collections.Immutable;
using NetMesh.Clock;
using NetMesh.Contracts.Hosts;
using NetMesh.Contracts.Peers;
using NetMesh.Contracts.Swarms;
using NetMesh.Grains.Sites;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using Orleans.Storage;

namespace NetMesh.Grains.Swarms;

/// <summary>
/// Brings a swarm's members in and out as <see cref="Population"/> says, hears of their progress, and looks after them: a member lost with its silo is
/// woken again. Plan and progress are kept, so the swarm itself may be lost too.
/// </summary>
public sealed class SwarmGrain(
    [PersistentState("swarm", "netmesh")] IPersistentState<KeptSwarmPlan> keptPlan,
    [PersistentState("swarm-progress", "netmesh")] IPersistentState<KeptSwarmProgress> progress,
    TimeProvider time,
    RandomStreams streams,
    PortPlan ports,
    ResidentBoard board) : Grain, ISwarmGrain
{
    private const int CallsAtOnce = 64;
    private const int LooksAtOnce = 1000;
    private const int MostFinishedKept = 100_000;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly Dictionary<IPv4Address, int> indexes = [];
    private SwarmPlan? plan;
    private Population? population;
    private RandomStream random = null!;
    private IGrainTimer? timer;
    private TimeSpan wokeAt;
    private long wokeTimestamp;
    private TimeSpan nextLook;
    private int lookedAt;
    private bool isDirty;
    private ImmutableArray<Completion>? finished;

    // Time since the swarm's start. Calendars of two silos differ, and one may be set back: they say only how long nobody ran the swarm.
    private TimeSpan Now => wokeAt + time.GetElapsedTime(wokeTimestamp);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (keptPlan.State.Plan is { } kept)
        {
            Begin(kept);
            try
            {
                await progress.WriteStateAsync();
            }
            catch (Exception error) when (error is not InconsistentStateException)
            {
                // Whoever woke it does so once. It is kept with the next look.
            }
        }
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        var name = this.GetPrimaryKeyString();

        // What is stored overtook it: a write of its own that was done though it was said to have failed.
        var isOvertaken = reason.ReasonCode == DeactivationReasonCode.ApplicationError;

        // When its silo ends, the others wake whoever lived there. Otherwise it ends against its will on a silo that lives on, overtaken, say, or because the silo that had it
        // written down where it is has died; and nobody else would call it back to its members.
        if (isOvertaken || (plan is not null && reason.ReasonCode != DeactivationReasonCode.ShuttingDown))
        {
            board.Lose(name);
            _ = GrainFactory.GetGrain<ISwarmGrain>(name).Wake();
        }
        else
        {
            board.Leave(name);
        }

        if (!isOvertaken)
        {
            await Keep();
        }
    }

    public async ValueTask StartAsync(SwarmPlan plan)
    {
        if (this.plan is not null)
        {
            return;
        }

        keptPlan.State = new KeptSwarmPlan { Plan = plan, StartedAt = time.GetUtcNow() };
        await keptPlan.WriteStateAsync();
        Begin(plan);
        await progress.WriteStateAsync();
    }

    public async ValueTask StopAsync()
    {
        if (population is null)
        {
            return;
        }

        timer?.Dispose();
        board.Leave(this.GetPrimaryKeyString());
        var present = new List<int>();
        for (var index = 0; index < population.Members.Length; index++)
        {
            if (population.Members[index].Stage is MemberStage.Leeching or MemberStage.Seeding)
            {
                present.Add(index);
            }
        }

        var members = keptPlan.State.Plan!.Members;
        plan = null;
        population = null;
        indexes.Clear();
        await ForAll(present, index => Peer(members[index].Address).LeaveAsync());
        await progress.ClearStateAsync();
        await keptPlan.ClearStateAsync();
        DeactivateOnIdle();
    }

    public ValueTask<SwarmStatus> LookAsync()
    {
        if (plan is null || population is null)
        {
            return ValueTask.FromResult(new SwarmStatus(this.GetPrimaryKeyString(), 0, 0, 0, 0, []));
        }

        var away = plan.Members.Length - population.Seeding - population.Leeching;
        finished ??= [.. progress.State.Finished];
        return ValueTask.FromResult(
            new SwarmStatus(plan.Name, population.Seeding, population.Leeching, away, progress.State.Completions, finished.Value));
    }

    // Whoever hears this is awake.
    public ValueTask Wake() => ValueTask.CompletedTask;

    public ValueTask Report(IPv4Address peer, PeerMilestone milestone)
    {
        if (population is not null && indexes.TryGetValue(peer, out var index))
        {
            switch (milestone)
            {
                case PeerMilestone.Completed:
                    Completed(index);
                    break;
                case PeerMilestone.Left or PeerMilestone.LeftComplete:
                    if (milestone == PeerMilestone.LeftComplete)
                    {
                        Completed(index);
                    }

                    population.Leave(index, Now);
                    isDirty = true;
                    Wind();
                    break;
            }
        }

        return ValueTask.CompletedTask;
    }

    private void Begin(SwarmPlan begun)
    {
        var state = progress.State;
        var byCalendar = time.GetUtcNow() - keptPlan.State.StartedAt;
        wokeAt = byCalendar > state.At ? byCalendar : state.At;
        wokeTimestamp = time.GetTimestamp();
        state.At = wokeAt;
        random = streams.Get($"swarm/{begun.Name}/{state.Lives++}");
        population = state.Members.Length == begun.Members.Length
            ? new Population(begun, random, state.Members)
            : new Population(begun, random);
        plan = begun;
        board.Enter(begun.Name);
        indexes.Clear();
        for (var index = 0; index < begun.Members.Length; index++)
        {
            indexes[begun.Members[index].Address] = index;
        }

        // One that comes back after its silo died looks at once: its members may have died with it.
        nextLook = state.Lives > 1 ? Now : Now + LookEvery;
        timer = this.RegisterGrainTimer(
            OnTimer, new GrainTimerCreationOptions { DueTime = TimeSpan.Zero, Period = LookEvery, KeepAlive = true });
        isDirty = true;
    }

    private async Task OnTimer()
    {
        if (population is null)
        {
            return;
        }

        await MoveMembers(population);
        if (population is not null && Now >= nextLook)
        {
            await LookAfterMembers(population);
            await Keep();
            nextLook = Now + LookEvery;
        }

        Wind();
    }

    // The timer goes off at the next arrival or departure, and for the next look at the latest.
    private void Wind()
    {
        if (population is not null)
        {
            var due = (population.NextDue is { } next && next < nextLook ? next : nextLook) - Now;
            timer?.Change(due < TimeSpan.Zero ? TimeSpan.Zero : due, LookEvery);
        }
    }

    private async Task MoveMembers(Population members)
    {
        var now = Now;
        var arriving = new List<int>();
        var departing = new List<int>();
        while (members.Due(now, out var index, out var move))
        {
            (move == MemberMove.Arrive ? arriving : departing).Add(index);
            isDirty = true;
        }

        await ForAll(departing, Depart);
        await ForAll(arriving, Join);
    }

    // Some members a time, in turn: a large swarm is not asked all at once.
    private async Task LookAfterMembers(Population members)
    {
        var present = new List<int>();
        for (var looked = 0; looked < members.Members.Length && present.Count < LooksAtOnce; looked++)
        {
            lookedAt = lookedAt + 1 < members.Members.Length ? lookedAt + 1 : 0;
            if (members.Members[lookedAt].Stage is MemberStage.Leeching or MemberStage.Seeding)
            {
                present.Add(lookedAt);
            }
        }

        await ForAll(present, LookAfter);
    }

    private async ValueTask LookAfter(int index)
    {
        if (plan is null)
        {
            return;
        }

        var status = await Peer(plan.Members[index].Address).LookAsync();
        if (population is null)
        {
            return;
        }

        // The member may have moved while the question was under way, and what it reported may have been lost on the way here.
        switch (population.Members[index].Stage, status.State)
        {
            case (MemberStage.Leeching or MemberStage.Seeding, PeerState.Idle):
                await Join(index);
                break;
            case (MemberStage.Leeching, PeerState.Seeding):
                Completed(index);
                break;
        }
    }

    private ValueTask Depart(int index) =>
        plan is null ? ValueTask.CompletedTask : Peer(plan.Members[index].Address).LeaveAsync();

    private ValueTask Join(int index)
    {
        if (plan is null)
        {
            return ValueTask.CompletedTask;
        }

        var member = plan.Members[index];
        var listen = new Endpoint(member.Address, ports.RealPort(ServiceNames.PeerPort));
        return Peer(member.Address).JoinAsync(
            new PeerPlan(plan.Name, plan.Torrent, PeerIds.Draw(random), listen, plan.Tracker, member.IsSeed, member.Policies));
    }

    private void Completed(int index)
    {
        if (plan is null || population?.Complete(index, Now) is not { } took)
        {
            return;
        }

        var state = progress.State;
        state.Completions++;
        if (state.Finished.Count < MostFinishedKept)
        {
            state.Finished.Add(new Completion(plan.Members[index].Address, took));
        }

        finished = null;
        isDirty = true;
    }

    private async Task Keep()
    {
        if (isDirty && population is not null)
        {
            progress.State.Members = population.Members.ToArray();
            progress.State.At = Now;
            await progress.WriteStateAsync();
            isDirty = false;
        }
    }

    private IPeerGrain Peer(IPv4Address address) => GrainFactory.GetGrain<IPeerGrain>(address.ToString());

    // A member that cannot be reached now (its silo just died, say) is reached at the next look.
    private static async Task ForAll(List<int> members, Func<int, ValueTask> call)
    {
        var calls = new List<Task>(CallsAtOnce);
        foreach (var chunk in members.Chunk(CallsAtOnce))
        {
            calls.Clear();
            foreach (var index in chunk)
            {
                calls.Add(Attempt(call, index));
            }

            await Task.WhenAll(calls);
        }
    }

    private static async Task Attempt(Func<int, ValueTask> call, int index)
    {
        try
        {
            await call(index);
        }
        catch (Exception failure) when (failure is TimeoutException or OrleansException)
        {
        }
    }
}
