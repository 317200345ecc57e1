using System.Collections.Immutable;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

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

/// <summary>What the cache knows of a name and type.</summary>
/// <param name="Code"><see cref="ResponseCode.NoError"/>, or <see cref="ResponseCode.NXDomain"/>: there is no such name.</param>
/// <param name="Records">With the TTL that is left; none when there are none.</param>
/// <param name="Soa">Of the zone that said that there are none.</param>
public sealed record CachedAnswer(ResponseCode Code, ImmutableArray<ResourceRecord> Records, ResourceRecord? Soa);

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
    private const RecordType AllTypes = 0;

    private readonly Dictionary<(DomainName Name, RecordType Type), Entry> entries = [];
    private readonly PriorityQueue<(DomainName Name, RecordType Type), TimeSpan> byExpiry = new();

    public int Count => entries.Count;

    /// <summary>Learns a record set.</summary>
    /// <param name="records">All of one name and type; at least one.</param>
    public void Learn(ImmutableArray<ResourceRecord> records, Trust trust, TimeSpan now) => Put(
        (records[0].Owner, records[0].Type), new Entry(ResponseCode.NoError, records, null, trust, now, now + Least(records.Min(record => record.Ttl), LongestTtl)), now);

    /// <summary>Learns that there is no such name, or of the name no such type.</summary>
    /// <param name="soa">Says for how long (RFC 2308 §5).</param>
    public void LearnNone(DomainName name, RecordType type, ResponseCode code, ResourceRecord soa, TimeSpan now)
    {
        var ttl = Least(Math.Min(soa.Ttl, soa.Data.Number(6)), LongestNegativeTtl);
        Put((name, code == ResponseCode.NXDomain ? AllTypes : type), new Entry(code, [], soa, Trust.Answer, now, now + ttl), now);
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
        entries.TryGetValue(key, out var entry) && now < (stale ? entry.Expires + StaleTime : entry.Expires) ? entry : null;

    private void Put((DomainName Name, RecordType Type) key, Entry entry, TimeSpan now)
    {
        if (entries.TryGetValue(key, out var before) && before.Trust > entry.Trust && now < before.Expires)
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

    private sealed record Entry(ResponseCode Code, ImmutableArray<ResourceRecord> Records, ResourceRecord? Soa, Trust Trust, TimeSpan Since, TimeSpan Expires)
    {
        public CachedAnswer Told(TimeSpan now)
        {
            var left = now < Expires ? (uint)Math.Ceiling((Expires - now).TotalSeconds) : StaleTtl;
            return new CachedAnswer(
                Code,
                now == Since ? Records : [.. Records.Select(record => record with { Ttl = Math.Min(record.Ttl, left) })],
                Soa is null ? null : Soa with { Ttl = Math.Min(Soa.Ttl, left) });
        }
    }
}
