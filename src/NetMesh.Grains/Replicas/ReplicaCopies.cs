using System.Collections.Immutable;
using NetMesh.Contracts.Replicas;

namespace NetMesh.Grains.Replicas;

/// <summary>
/// The copies that a process keeps of what one other process publishes. A copy counts as true until a lease after the last moment, by our own clock, at
/// which it certainly was: the moment whose stamp the publisher had heard when it said so (<see cref="SiteNews.Echo"/>). So no copy is read that is more
/// than a lease out of date, whatever delays or reorders the news, and however the clocks differ.
/// </summary>
/// <param name="leaseNs">The publisher's lease, in nanoseconds.</param>
internal sealed class ReplicaCopies(long leaseNs)
{
    private readonly Dictionary<string, Copy> copies = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> published = new(StringComparer.Ordinal);
    private long heard;

    /// <summary>The newest of our stamps that the publisher had heard; 0: it has heard none.</summary>
    public long Confirmed { get; private set; }

    /// <summary>News arrived, perhaps behind newer ones. Returns whether they are the newest so far.</summary>
    public bool Hear(SiteNews news)
    {
        var isNewest = news.Number > heard;
        if (isNewest)
        {
            heard = news.Number;
            published.Clear();
            foreach (var (key, version) in news.Published)
            {
                published[key] = version;
            }

            Confirmed = Math.Max(Confirmed, news.Echo);
        }

        foreach (var replica in news.Enclosed)
        {
            Take(replica, news.Echo);
        }

        if (isNewest)
        {
            Confirm();
        }

        return isNewest;
    }

    /// <summary>Keys whose newest snapshot is not here.</summary>
    public ImmutableArray<string> Lacking()
    {
        var lacking = ImmutableArray.CreateBuilder<string>();
        foreach (var (key, version) in published)
        {
            if (!copies.TryGetValue(key, out var copy) || copy.Version < version)
            {
                lacking.Add(key);
            }
        }

        return lacking.DrainToImmutable();
    }

    /// <summary>The copy under this key, while it counts as true.</summary>
    /// <param name="key">The key.</param>
    /// <param name="stamp">Our clock.</param>
    public Replica? Find(string key, long stamp) =>
        copies.TryGetValue(key, out var copy) && copy.Confirmed > 0 && stamp - copy.Confirmed < leaseNs ? copy.Replica : null;

    /// <summary>The copy under this key, however old: what is left of a process that is gone.</summary>
    public Replica? Last(string key) => copies.TryGetValue(key, out var copy) ? copy.Replica : null;

    private void Take(Replica replica, long echo)
    {
        // Of older news, only what the newest ones name as the newest: anything else was replaced or withdrawn since.
        if (VersionOf(replica.Key) == replica.Version && (!copies.TryGetValue(replica.Key, out var copy) || copy.Version < replica.Version))
        {
            copies[replica.Key] = new Copy(replica, echo);
        }
    }

    private void Confirm()
    {
        List<string>? withdrawn = null;
        foreach (var (key, copy) in copies)
        {
            var version = VersionOf(key);
            if (version is null)
            {
                (withdrawn ??= []).Add(key);
            }
            else if (version == copy.Version)
            {
                copy.Confirmed = Math.Max(copy.Confirmed, Confirmed);
            }
        }

        foreach (var key in withdrawn ?? [])
        {
            copies.Remove(key);
        }
    }

    private long? VersionOf(string key) => published.TryGetValue(key, out var version) ? version : null;

    private sealed class Copy(Replica replica, long confirmed)
    {
        public Replica Replica { get; } = replica;

        public long Version => Replica.Version;

        public long Confirmed { get; set; } = confirmed;
    }
}
