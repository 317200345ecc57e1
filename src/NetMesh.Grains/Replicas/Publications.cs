using System.Collections.Immutable;
using NetMesh.Contracts.Replicas;

namespace NetMesh.Grains.Replicas;

/// <summary>What a process publishes itself: the newest snapshot under each key. Not safe from several threads by itself.</summary>
internal sealed class Publications
{
    private readonly Dictionary<string, Replica> newest = new(StringComparer.Ordinal);
    private readonly List<string> untold = [];
    private long lastVersion;

    /// <summary>Publishes; a snapshot equal to the one before changes nothing.</summary>
    /// <param name="calendarTicks">The calendar now: versions never fall behind it, so that they grow even where an owner moved here from elsewhere.</param>
    /// <returns>Whether something changed.</returns>
    public bool Set(string key, Snapshot content, long calendarTicks)
    {
        if (newest.TryGetValue(key, out var before) && before.Content == content)
        {
            return false;
        }

        lastVersion = Math.Max(lastVersion + 1, calendarTicks);
        newest[key] = new Replica(key, lastVersion, content);
        Untold(key);
        return true;
    }

    /// <summary>Publishes nothing under this key any more. Returns whether something changed.</summary>
    public bool Remove(string key)
    {
        if (!newest.Remove(key))
        {
            return false;
        }

        Untold(key);
        return true;
    }

    public Replica? Find(string key) => newest.GetValueOrDefault(key);

    /// <summary>All keys with their versions.</summary>
    public ImmutableArray<PublishedVersion> Versions() => [.. newest.Values.Select(replica => new PublishedVersion(replica.Key, replica.Version))];

    /// <summary>All snapshots.</summary>
    public ImmutableArray<Replica> All() => [.. newest.Values];

    /// <summary>The snapshots under some keys; those under which there is none are left out.</summary>
    public ImmutableArray<Replica> Of(IEnumerable<string> keys) => [.. keys.Select(Find).OfType<Replica>()];

    /// <summary>The snapshots that changed since this was last asked.</summary>
    public ImmutableArray<Replica> TakeUntold()
    {
        var told = Of(untold);
        untold.Clear();
        return told;
    }

    private void Untold(string key)
    {
        if (!untold.Contains(key, StringComparer.Ordinal))
        {
            untold.Add(key);
        }
    }
}
