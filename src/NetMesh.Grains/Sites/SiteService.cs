using Microsoft.Extensions.Hosting;
using NetMesh.Clock;
using NetMesh.Contracts.Sites;
using NetMesh.Grains.Hosts;
using NetMesh.Grains.Replicas;
using NetMesh.Planet.Backbones;
using NetMesh.Planet.Faults;
using NetMesh.Protocols.Wire;

namespace NetMesh.Grains.Sites;

/// <summary>
/// Keeps this process among the others while it runs: enters it into the register, beats time for the news, publishes who lives here, and wakes what
/// another process lost. To be started once the host of grains takes calls, and stopped before it deactivates its grains: the others wake them elsewhere.
/// A process that is killed just falls silent.
/// </summary>
internal sealed class SiteService : IHostedService, ITimedEvent, IDisposable
{
    private readonly Lock gate = new();
    private readonly Sites sites;
    private readonly SiteOptions options;
    private readonly ReplicaShelf shelf;
    private readonly ResidentBoard board;
    private readonly IBackboneEnd network;
    private readonly IGrainFactory grains;
    private readonly IEventClock clock;
    private readonly TimeProvider time;
    private readonly Awakening awakening;

    // Held here: the host of grains holds what a reference leads to only weakly.
    private readonly SiteDoor door;
    private ISiteRegister? register;
    private SiteEntry? self;
    private ITimer? beat;
    private bool isPushPlanned;
    private long lastPushNs = long.MinValue / 2;
    private long lastTallyNs;

    public SiteService(
        Sites sites,
        SiteOptions options,
        ReplicaShelf shelf,
        ResidentBoard board,
        IBackboneEnd network,
        HostDoor hosts,
        IGrainFactory grains,
        IEventClock clock,
        TimeProvider time)
    {
        this.sites = sites;
        this.options = options;
        this.shelf = shelf;
        this.board = board;
        this.network = network;
        this.grains = grains;
        this.clock = clock;
        this.time = time;
        awakening = new Awakening(hosts, grains);
        door = new SiteDoor(sites, network);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        register = grains.GetGrain<ISiteRegister>(ISiteRegister.Key);
        sites.Gone += OnGone;
        self = sites.Begin(grains.CreateObjectReference<ISite>(door));
        shelf.Publish(Residents.Key, board.Now());
        shelf.Changed += PlanPush;
        board.Changed += PlanPush;
        board.Lost += OnLost;
        beat = time.CreateTimer(static service => ((SiteService)service!).Beat(), this, TimeSpan.Zero, options.NewsEvery);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Rest();

        // Without time for a good order (a token that is cancelled already) it falls silent, like one that is killed.
        if (self is not null && !cancellationToken.IsCancellationRequested)
        {
            shelf.Publish(Residents.Key, board.Now());
            sites.End();
            OneWay.Send(register!, sites.Here, static (register, site) => register.Leave(site));
        }

        sites.FallSilent();
        return Task.CompletedTask;
    }

    /// <summary>Goes on no longer, and tells nobody.</summary>
    public void Dispose()
    {
        Rest();
        sites.FallSilent();
    }

    /// <summary>Time to tell what has changed.</summary>
    public void Fire(long nowNs, long argument)
    {
        // Who changes something from here on plans the next push; what is published by this one is no such change.
        Volatile.Write(ref lastPushNs, nowNs);
        Volatile.Write(ref isPushPlanned, false);
        shelf.Publish(Residents.Key, board.Now(), isTold: true);
        sites.Push();
    }

    private void Rest()
    {
        beat?.Dispose();
        shelf.Changed -= PlanPush;
        board.Changed -= PlanPush;
        board.Lost -= OnLost;
        sites.Gone -= OnGone;
    }

    private void PlanPush()
    {
        if (!Interlocked.Exchange(ref isPushPlanned, true))
        {
            // The first change after a pause is told at once, lest it die with the process; those that follow it are gathered.
            clock.Schedule(Math.Max(clock.NowNs, Volatile.Read(ref lastPushNs) + options.PublishDelay.ToNanoseconds()), this);
        }
    }

    private void Beat()
    {
        OneWay.Send(register!, self!, static (register, self) => register.Enter(self));
        sites.Beat();
        if (clock.NowNs - lastTallyNs >= options.TallyEvery.ToNanoseconds())
        {
            lastTallyNs = clock.NowNs;
            network.TellTallies();
        }

        lock (gate)
        {
            if (awakening.HasWork)
            {
                awakening.Go([board.Now(), .. sites.ResidentsElsewhere()], clock.NowNs);
            }
        }
    }

    // Its first call may be lost as well, while the cluster agrees on who is gone.
    private void OnLost(string swarm)
    {
        lock (gate)
        {
            awakening.Add(new Residents([], [swarm]), clock.NowNs);
        }
    }

    private void OnGone(SiteId site, Residents lost)
    {
        if (options.Bug != PlantedBug.DeadSilosNotReset)
        {
            network.SiteLost(site);
        }

        if (options.Bug == PlantedBug.LostProgramsNotWoken)
        {
            return;
        }

        lock (gate)
        {
            awakening.Add(lost, clock.NowNs + (sites.Rank * options.BackupAfter.ToNanoseconds()));
        }
    }
}
