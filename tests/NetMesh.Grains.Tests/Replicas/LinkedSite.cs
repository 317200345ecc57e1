using System.Collections.Immutable;
using NetMesh.Clock;
using NetMesh.Contracts.Replicas;
using NetMesh.Contracts.Sites;
using NetMesh.Grains.Replicas;
using NetMesh.Grains.Sites;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Wire;
using AllSites = NetMesh.Grains.Sites.Sites;

namespace NetMesh.Grains.Tests.Replicas;

/// <summary>
/// A process on the virtual clock, with a calendar and a clock of its own, and the way into it: a link that loses, delays and reorders what the others tell.
/// </summary>
internal sealed class LinkedSite : ISite, ITimedEvent
{
    private readonly VirtualClock clock;
    private readonly RandomStream random;
    private readonly TimeSpan mostDelay;
    private readonly double loss;
    private readonly SiteOptions options;
    private readonly List<LinkedSite> others = [];
    private SiteEntry entry = null!;

    public LinkedSite(VirtualClock clock, RandomStream random, string process, TimeSpan ahead, TimeSpan mostDelay = default, double loss = 0)
    {
        this.clock = clock;
        this.random = random;
        this.mostDelay = mostDelay;
        this.loss = loss;
        options = new SiteOptions { Process = process };
        var own = new AheadClock(clock, ahead.ToNanoseconds());
        Shelf = new ReplicaShelf(clock.TimeProvider);
        Sites = new AllSites(options, own, new RandomStreams(1), Shelf, new PlanetMap([]));
        Shelf.Changed += () => clock.Schedule(clock.NowNs + options.PublishDelay.ToNanoseconds(), new Event(Sites.Push));
    }

    public AllSites Sites { get; }

    public ReplicaShelf Shelf { get; }

    /// <summary>Nothing gets in.</summary>
    public bool IsCut { get; set; }

    public TimeSpan Lease => options.Lease;

    /// <summary>Takes part from now on, with those that already do.</summary>
    public void Begin(params LinkedSite[] others)
    {
        entry = Sites.Begin(this);
        foreach (var other in others)
        {
            this.others.Add(other);
            other.others.Add(this);
        }

        Fire(clock.NowNs, 0);
    }

    public void Fire(long nowNs, long argument)
    {
        // The register, which everybody reaches.
        Sites.Meet([.. others.Select(other => other.entry)]);
        Sites.Beat();
        clock.Schedule(nowNs + options.NewsEvery.ToNanoseconds(), this);
    }

    public ValueTask Hear(SiteNews news)
    {
        if (!IsCut && random.NextDouble() >= loss)
        {
            clock.Schedule(clock.NowNs + (mostDelay * random.NextDouble()).ToNanoseconds(), new Event(() => Sites.Hear(news)));
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask Receive(ISite sender, TrunkBatch frames) => throw new NotSupportedException();

    public ValueTask Meet(ImmutableArray<SiteEntry> others) => throw new NotSupportedException();

    private sealed class Event(Action action) : ITimedEvent
    {
        public void Fire(long nowNs, long argument) => action();
    }

    /// <summary>No two machines' clocks began at the same moment.</summary>
    private sealed class AheadClock(VirtualClock clock, long aheadNs) : IEventClock
    {
        public long NowNs => clock.NowNs + aheadNs;

        public bool IsVirtual => true;

        public TimeProvider TimeProvider => clock.TimeProvider;

        public EventHandle Schedule(long atNs, ITimedEvent target, long argument = 0) => clock.Schedule(atNs - aheadNs, target, argument);

        public bool Cancel(EventHandle handle) => clock.Cancel(handle);
    }
}
