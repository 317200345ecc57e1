using System.Collections.Immutable;

namespace NetMesh.Protocols.Dns.Changes;

/// <summary>The last changes of a zone, each from where the one before it led, the oldest first; older ones are forgotten. Immutable.</summary>
public sealed record ZoneJournal(int MostRecords)
{
    private ImmutableList<ZoneChange> changes = [];
    private int records;
    private uint? last;

    /// <summary>Changes that are kept, the oldest first.</summary>
    public IEnumerable<ZoneChange> Changes => changes;

    /// <summary>The journal with one more change. One that does not follow on the last begins it anew.</summary>
    public ZoneJournal With(ZoneChange change)
    {
        var (kept, count) = last == change.FromSerial ? (changes, records) : ([], 0);
        kept = kept.Add(change);
        count += change.RecordCount;
        while (count > MostRecords && !kept.IsEmpty)
        {
            count -= kept[0].RecordCount;
            kept = kept.RemoveAt(0);
        }

        return this with { changes = kept, records = count, last = change.ToSerial };
    }

    /// <summary>The changes that lead from a serial to the last; none when they do not reach back that far.</summary>
    public ImmutableArray<ZoneChange> Since(uint serial)
    {
        // Whoever asks has mostly missed but the last.
        var at = changes.Count - 1;
        while (at >= 0 && changes[at].FromSerial != serial)
        {
            at--;
        }

        return at < 0 ? [] : [.. changes.GetRange(at, changes.Count - at)];
    }
}
