using System.Collections.Concurrent;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Protocols.Dns.Answers;

/// <summary>
/// Which names of a server's zones changed last, and when, so that an answer made before is given again as long as nothing that it came of has changed. An answer comes of the
/// names whose records it shows, the denials among them; of the names that records were looked for at; and of the wildcards that could have stood in for those. What matters of
/// a name above is only whether it is there and whether the zone ends there: the apex changes with every change. Names count by their hashes: if two have one, an
/// answer is made again for nothing. Safe from any thread.
/// </summary>
internal sealed class ChangedNames
{
    /// <summary>If more change at once, all does.</summary>
    private const int MostAtOnce = 10_000;

    private const int MostNames = 100_000;

    // Apart from a name's hash, that of its place in the zone.
    private const int Place = 0x5bd1e995;

    private readonly ConcurrentDictionary<int, int> states = new();

    /// <summary>Notes what differs between two states of a server's zones. False when that is too much, or a zone has come or gone: then no earlier answer counts.</summary>
    /// <param name="before">The server before.</param>
    /// <param name="after">And after.</param>
    /// <param name="state">The number of the later state.</param>
    public bool TryNote(AuthoritativeServer before, AuthoritativeServer after, int state)
    {
        if (states.Count > MostNames || !before.HasZonesOf(after))
        {
            states.Clear();
            return false;
        }

        var count = 0;
        foreach (var zone in after.Zones)
        {
            if (before.ZoneOf(zone.Name) is not { } old || ReferenceEquals(old, zone))
            {
                continue;
            }

            foreach (var name in Zone.Differences(old, zone))
            {
                if (++count > MostAtOnce)
                {
                    return false;
                }

                states[name.GetHashCode()] = state;
                if ((old.Find(name), zone.Find(name)) is not ({ } one, { } other) || !one.StandsAs(other))
                {
                    states[name.GetHashCode() ^ Place] = state;
                }
            }
        }

        return true;
    }

    /// <summary>Whether any of the names changed behind a state.</summary>
    public bool HasChanged(ReadOnlySpan<int> marks, int since)
    {
        foreach (var mark in marks)
        {
            if (states.TryGetValue(mark, out var state) && state > since)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What an answer came of.</summary>
    public static int[] MarksOf(DnsMessage answer)
    {
        var marks = new HashSet<int>();
        AddLookup(marks, answer.Question!.Name);
        foreach (var record in answer.Answers.Concat(answer.Authorities).Concat(answer.Additionals))
        {
            marks.Add(record.Owner.GetHashCode());
            if (record.Type is RecordType.CNAME)
            {
                AddLookup(marks, record.Data.Name(0));
            }
            else if (record.Data.Target is { } host)
            {
                marks.Add(host.GetHashCode());
            }
        }

        return [.. marks];
    }

    private static void AddLookup(HashSet<int> marks, DomainName name)
    {
        marks.Add(name.GetHashCode());
        for (var above = name; ; above = above.Parent)
        {
            marks.Add(above.GetHashCode() ^ Place);
            if (above.Child("*"u8) is { } wildcard)
            {
                marks.Add(wildcard.GetHashCode());
            }

            if (above.IsRoot)
            {
                return;
            }
        }
    }
}
