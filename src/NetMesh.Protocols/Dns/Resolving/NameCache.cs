using System.Collections.Immutable;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Security.Validating;

namespace NetMesh.Protocols.Dns.Resolving;

/// <summary>How far records may be believed that came in an answer (RFC 2181 §5.4.1). What is worth more is not replaced by what is worth less.</summary>
public enum Trust
{
    /// <summary>An address beside a referral: good for asking there, and for nothing else.</summary>
    Glue,

    /// <summary>A delegation as the zone above has it: good for going on.</summary>
    Referral,

    /// <summary>From a server that has the zone.</summary>
    Answer,
}

/// <summary>
/// What a resolver has learnt, each for as long as its TTL says (RFC 1035 §7.4), that there is nothing included (RFC 2308). When it is full, what would have gone first goes.
/// Not safe from several threads.
/// </summary>
/// <param name="capacity">Record sets, and facts that there are none.</param>
public sealed class NameCache(int capacity)
{
    /// <summary>However long a TTL is (RFC 8767 §4).</summary>
    public static readonly TimeSpan LongestTtl = TimeSpan.FromDays(7);

    /// <summary>However long a zone says that nothing will come (RFC 2308 §5).</summary>
    public static readonly TimeSpan LongestNegativeTtl = TimeSpan.FromHours(3);

    /// <summary>Behind its TTL a record can still be told when nobody answers (RFC 8767 §5).</summary>
    public static readonly TimeSpan StaleTime = TimeSpan.FromDays(1);

    /// <summary>The TTL of what is told then, seconds.</summary>
    private const uint StaleTtl = 30;

    // That a name does not exist is said of all its types at once.
    private const RecordType AllTypes = RecordType.None;

    private readonly Dictionary<(DomainName Name, RecordType Type), Entry> entries = [];
    private readonly PriorityQueue<(DomainName Name, RecordType Type), TimeSpan> byExpiry = new();

    public int Count => entries.Count;

    /// <summary>What is proven not to be there, besides what was asked for.</summary>
    public GapCache Gaps { get; } = new(capacity);

    /// <summary>Learns a record set.</summary>
    /// <param name="records">All of one name and type; at least one.</param>
    public void Learn(ImmutableArray<ResourceRecord> records, Trust trust, TimeSpan now) => Learn(Finding.Of(records), trust, now);

    /// <summary>Learns what a server said.</summary>
    public void Learn(Finding finding, Trust trust, TimeSpan now) =>
        Put((finding.Name, finding.Type), new Entry(finding, trust, now, now + Least(finding.Ttl, finding.Records.IsEmpty ? LongestNegativeTtl : LongestTtl)), now);

    /// <summary>Forgets what was learnt, unless something else was learnt since.</summary>
    public void Forget(Finding finding)
    {
        if (entries.TryGetValue((finding.Name, finding.Type), out var entry) && entry.Finding == finding)
        {
            entries.Remove((finding.Name, finding.Type));
        }
    }

    /// <summary>What is known of a name and type; null when nothing is. That an ancestor does not exist says it of the name, too (RFC 8020).</summary>
    /// <param name="least">What is worth less does not count.</param>
    /// <param name="stale">What has expired may do.</param>
    public CachedAnswer? Find(DomainName name, RecordType type, Trust least, TimeSpan now, bool stale = false)
    {
        if (Get((name, type), now, stale) is { } found && found.Trust >= least)
        {
            return found.Told(now);
        }

        for (var labels = name.LabelCount; labels > 0; labels--)
        {
            if (Get((name.Ancestor(labels), AllTypes), now, stale) is { } none)
            {
                return none.Told(now);
            }
        }

        return null;
    }

    private static TimeSpan Least(uint seconds, TimeSpan most) => seconds < most.TotalSeconds ? TimeSpan.FromSeconds(seconds) : most;

    private Entry? Get((DomainName Name, RecordType Type) key, TimeSpan now, bool stale) =>
        entries.TryGetValue(key, out var entry) && now < (stale ? entry.Expires + StaleTime : entry.EndsAt) ? entry : null;

    private void Put((DomainName Name, RecordType Type) key, Entry entry, TimeSpan now)
    {
        if (entries.TryGetValue(key, out var before) && before.Trust > entry.Trust && now < before.EndsAt)
        {
            return;
        }

        entries[key] = entry;
        byExpiry.Enqueue(key, entry.Expires);
        if (key.Type != AllTypes)
        {
            entries.Remove((key.Name, AllTypes));
        }

        while (entries.Count > capacity && byExpiry.TryDequeue(out var first, out var moment))
        {
            // An entry that was replaced is in the queue with its earlier moment, too, which says nothing any more.
            if (entries.TryGetValue(first, out var due) && due.Expires <= moment)
            {
                entries.Remove(first);
            }
        }

        if (byExpiry.Count > 4 * capacity)
        {
            byExpiry.Clear();
            byExpiry.EnqueueRange(entries.Select(it => (it.Key, it.Value.Expires)));
        }
    }

    private sealed record Entry(Finding Finding, Trust Trust, TimeSpan Since, TimeSpan Expires)
    {
        /// <summary>When it is no longer told: when its TTL is over, or when what validation found no longer holds.</summary>
        public TimeSpan EndsAt => Finding.HoldsUntil < Expires ? Finding.HoldsUntil : Expires;

        // Of a TTL below 10 s a tenth is no whole second, and it is never due.
        private TimeSpan Tenth => TimeSpan.FromSeconds(Math.Floor((Expires - Since).TotalSeconds / 10));

        public CachedAnswer Told(TimeSpan now) => now == Since
            ? new CachedAnswer(Finding, uint.MaxValue)
            : new CachedAnswer(Finding, now < EndsAt ? (uint)Math.Ceiling((EndsAt - now).TotalSeconds) : StaleTtl) { IsStale = now >= EndsAt, IsDue = EndsAt - now <= Tenth };
    }
}
