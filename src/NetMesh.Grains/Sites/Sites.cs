using System.Collections.Immutable;
using NetMesh.Clock;
using NetMesh.Contracts.Replicas;
using NetMesh.Contracts.Sites;
using NetMesh.Grains.Replicas;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Wire;

namespace NetMesh.Grains.Sites;

/// <summary>
/// This process among the others that run the planet with it: who they are, whether they live, and what they publish. Safe from any thread.
/// </summary>
/// <remarks>
/// <list type="number">
/// <item>The register, the first call from a process, or its news introduce it (<see cref="Meet(SiteId, ISite)"/>); it is greeted with everything that is
/// published here.</item>
/// <item>Both tell each other news, every second and whenever something was published (<see cref="Hear"/>).</item>
/// <item>It is gone when it says so, when the host of grains says so (<see cref="Lost"/>), or when its lease has run out (<see cref="Beat"/>).</item>
/// </list>
/// </remarks>
public sealed class Sites
{
    private readonly Lock gate = new();
    private readonly SiteOptions options;
    private readonly IEventClock clock;
    private readonly ReplicaShelf shelf;
    private readonly PlanetMap map;
    private readonly List<OtherSite> others = [];
    private readonly Dictionary<SiteId, OtherSite> byId = [];
    private readonly AbsentSites absent = new();
    private SiteEntry? self;
    private long newsNumber;

    public Sites(SiteOptions options, IEventClock clock, RandomStreams streams, ReplicaShelf shelf, PlanetMap map)
    {
        this.options = options;
        this.clock = clock;
        this.shelf = shelf;
        this.map = map;
        Here = options.DrawId(clock, streams);
        shelf.Elsewhere = Find;
    }

    /// <summary>A process is gone, with what lived there by its last news. Raised with nothing locked.</summary>
    internal event Action<SiteId, Residents>? Gone;

    /// <summary>This process, in this life.</summary>
    public SiteId Here { get; }

    /// <summary>The others that are taken for alive, in the order in which they were met.</summary>
    public IReadOnlyList<SiteEntry> Others
    {
        get
        {
            lock (gate)
            {
                return [.. others.Select(other => other.Entry).OfType<SiteEntry>()];
            }
        }
    }

    /// <summary>How many of those that survive a loss act before this one: programs' processes first, then gateways, each by their ids.</summary>
    internal int Rank
    {
        get
        {
            lock (gate)
            {
                return others.Count(other => other.Entry is { } entry && (entry.Kind, (ulong)entry.Id.Value).CompareTo((options.Kind, (ulong)Here.Value)) < 0);
            }
        }
    }

    // Never 0, which stands for none.
    private long Stamp => clock.NowNs + 1;

    /// <summary>The host of grains knows that a process is gone for good.</summary>
    /// <param name="process">Its <see cref="SiteOptions.Process"/>.</param>
    public void Lost(string process)
    {
        OtherSite? lost;
        lock (gate)
        {
            lost = others.Find(other => string.Equals(other.Entry?.Process, process, StringComparison.Ordinal));
            Remove(lost, isFinal: true);
        }

        Tell(lost);
    }

    /// <summary>From now on this process can be reached, and takes part.</summary>
    internal SiteEntry Begin(ISite reference)
    {
        lock (gate)
        {
            return self = new SiteEntry(Here, reference, options.Process, options.Region, options.Kind, options.Lease);
        }
    }

    /// <summary>Tells everybody that this process ends in good order; from now on it takes no part.</summary>
    internal void End()
    {
        lock (gate)
        {
            foreach (var other in others)
            {
                TellNews(other, shelf.Read(own => own.All()), [], isLeaving: true);
                map.DropListings(other.Id);
            }

            FallSilent();
        }
    }

    /// <summary>Takes no part from now on, and tells nobody.</summary>
    internal void FallSilent()
    {
        lock (gate)
        {
            others.Clear();
            byId.Clear();
            self = null;
        }
    }

    /// <summary>Somebody calls from this process. False when it is known to be gone, or when this one takes no part.</summary>
    internal bool Meet(SiteId id, ISite reference)
    {
        lock (gate)
        {
            var other = MeetHere(id, reference, null, out var isNew);
            if (isNew)
            {
                Greet(reference, heard: 0);
            }

            return other is not null;
        }
    }

    /// <summary>The register has answered.</summary>
    internal void Meet(ImmutableArray<SiteEntry> others)
    {
        lock (gate)
        {
            foreach (var entry in others)
            {
                // Whoever was silent for a lease has to be heard again before it counts: the register is no better witness. But as both may have given up
                // each other, one has to speak first.
                var isSilent = absent.Has(entry.Id) && !absent.IsFinal(entry.Id);
                if ((isSilent && self is not null) || (MeetHere(entry.Id, entry.Site, entry, out var isNew) is not null && isNew))
                {
                    Greet(entry.Site, heard: 0);
                }
            }
        }
    }

    internal void Hear(SiteNews news)
    {
        OtherSite? left = null;
        lock (gate)
        {
            if (MeetHere(news.From.Id, news.From.Site, news.From, out var isNew) is not { } other)
            {
                return;
            }

            other.Hear(news);
            List(other);
            if (isNew && !news.IsLeaving)
            {
                Greet(other.Reference, other.HeardStamp);
            }

            if (news.IsLeaving)
            {
                left = other;
                Remove(left, isFinal: true);
            }
            else
            {
                Answer(other, news, isGreeted: isNew);
            }
        }

        Tell(left);
    }

    /// <summary>Another second has passed.</summary>
    internal void Beat()
    {
        List<OtherSite>? lost = null;
        lock (gate)
        {
            var stamp = Stamp;
            foreach (var other in others.ToArray())
            {
                if (other.IsLost(stamp))
                {
                    Remove(other, isFinal: false);
                    (lost ??= []).Add(other);
                    continue;
                }

                List(other);
                TellNews(other, [], other.Copies.Lacking());
            }
        }

        lost?.ForEach(Tell);
    }

    /// <summary>Tells everybody what was published since the last time.</summary>
    internal void Push()
    {
        lock (gate)
        {
            var changed = shelf.Read(own => own.TakeUntold());
            foreach (var other in others)
            {
                TellNews(other, changed, []);
            }
        }
    }

    /// <summary>Where frames for this process go; null when it is unknown.</summary>
    internal TrunkOutbox? OutboxTo(SiteId site)
    {
        lock (gate)
        {
            return byId.GetValueOrDefault(site)?.Outbox;
        }
    }

    /// <summary>What a process needs to hear to call back; null while this one takes no part.</summary>
    internal ISite? Self => Volatile.Read(ref self)?.Site;

    /// <summary>What lives in the other processes, as far as that counts as true.</summary>
    internal List<Residents> ResidentsElsewhere()
    {
        lock (gate)
        {
            return [.. others.Select(other => other.Copies.Find(Residents.Key, Stamp)?.Content).OfType<Residents>()];
        }
    }

    private Replica? Find(string key)
    {
        lock (gate)
        {
            Replica? newest = null;
            foreach (var other in others)
            {
                if (other.Copies.Find(key, Stamp) is { } found && !(found.Version <= newest?.Version))
                {
                    newest = found;
                }
            }

            return newest;
        }
    }

    private OtherSite? MeetHere(SiteId id, ISite reference, SiteEntry? entry, out bool isNew)
    {
        isNew = false;
        if (self is null || id == Here || absent.IsFinal(id))
        {
            return null;
        }

        if (!byId.TryGetValue(id, out var other))
        {
            isNew = true;
            absent.Return(id);
            other = new OtherSite(id, reference, (entry?.Lease ?? options.Lease).ToNanoseconds(), Stamp, new TrunkOutbox(clock, Here, self.Site, reference))
            {
                Entry = entry,
            };
            byId.Add(id, other);
            others.Add(other);
        }

        return other;
    }

    private void Answer(OtherSite other, SiteNews news, bool isGreeted)
    {
        var lacking = other.Copies.Lacking();
        var asks = lacking.Length > 0 && Stamp - other.AskedAt >= options.PublishDelay.ToNanoseconds();
        var knowsUs = news.Echo != 0 || isGreeted;
        if (!asks && knowsUs && news.Wanted.Length == 0)
        {
            return;
        }

        var enclosed = shelf.Read(own => knowsUs ? own.Of(news.Wanted) : own.All());
        TellNews(other, enclosed, asks ? lacking : []);
    }

    private void TellNews(OtherSite other, ImmutableArray<Replica> enclosed, ImmutableArray<string> wanted, bool isLeaving = false)
    {
        if (wanted.Length > 0)
        {
            other.AskedAt = Stamp;
        }

        Send(other.Reference, other.HeardStamp, enclosed, wanted, isLeaving);
    }

    // The first that it hears of us: everything.
    private void Greet(ISite other, long heard) => Send(other, heard, shelf.Read(own => own.All()), [], isLeaving: false);

    private void Send(ISite other, long heard, ImmutableArray<Replica> enclosed, ImmutableArray<string> wanted, bool isLeaving)
    {
        var news = new SiteNews(self!, ++newsNumber, Stamp, heard, shelf.Read(own => own.Versions()), enclosed, wanted, isLeaving);
        OneWay.Send(other, news, static (site, told) => site.Hear(told));
    }

    // The directory follows the copy of the other's residents, and forgets it with its lease.
    private void List(OtherSite other)
    {
        var copy = other.Copies.Find(Residents.Key, Stamp);
        if ((copy?.Version ?? 0) == other.ListedVersion)
        {
            return;
        }

        other.ListedVersion = copy?.Version ?? 0;
        if (copy?.Content is Residents residents)
        {
            map.SetListings(other.Id, SiteDirectory.Of(residents));
        }
        else
        {
            map.DropListings(other.Id);
        }
    }

    private void Remove(OtherSite? other, bool isFinal)
    {
        if (other is not null)
        {
            absent.Add(other.Id, isFinal);
            others.Remove(other);
            byId.Remove(other.Id);
            map.DropListings(other.Id);
        }
    }

    private void Tell(OtherSite? gone)
    {
        if (gone is not null)
        {
            Gone?.Invoke(gone.Id, gone.Copies.Last(Residents.Key)?.Content as Residents ?? Residents.None);
        }
    }
}
