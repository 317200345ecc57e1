using NetMesh.Contracts.Replicas;
using NetMesh.Grains.Sites;

namespace NetMesh.Grains.Replicas;

/// <summary>
/// Where owners publish snapshots and everybody reads them, in every process of the planet alike:
/// <list type="number">
/// <item>an owner (a grain, or a process) publishes an immutable snapshot under a key; its process tells all others, gathering changes for
/// <see cref="SiteOptions.PublishDelay"/>;</item>
/// <item>the others keep a copy, which counts as true for <see cref="SiteOptions.Lease"/> from the last moment at which it certainly was, and is confirmed
/// with every news (<see cref="SiteOptions.NewsEvery"/>);</item>
/// <item>a reader gets the newest there is, or nothing. What it gets was replaced at most publish delay + lease ago.</item>
/// </list>
/// A copy goes when its owner withdraws it, when its process is lost, or when its lease has run out. An owner that moves to another process in good
/// order withdraws in the old one; until that is known the newer version wins. Safe from any thread.
/// </summary>
public sealed class ReplicaShelf(TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Publications own = new();

    /// <summary>Something was published or withdrawn here. Raised with nothing locked, by whoever did it.</summary>
    internal event Action? Changed;

    /// <summary>The copies of what others publish; null on a planet of one process.</summary>
    internal Func<string, Replica?>? Elsewhere { get; set; }

    /// <summary>Publishes a snapshot under a key, in place of the one before.</summary>
    public void Publish(string key, Snapshot content) => Publish(key, content, isTold: false);

    /// <summary>Publishes a snapshot under a key, in place of the one before.</summary>
    /// <param name="isTold">The caller tells the other processes.</param>
    internal void Publish(string key, Snapshot content, bool isTold)
    {
        bool changed;
        lock (gate)
        {
            changed = own.Set(key, content, time.GetUtcNow().Ticks) && !isTold;
        }

        TellIf(changed);
    }

    /// <summary>Takes back what was published here under a key.</summary>
    public void Withdraw(string key)
    {
        bool changed;
        lock (gate)
        {
            changed = own.Remove(key);
        }

        TellIf(changed);
    }

    /// <summary>The newest snapshot under a key that counts as true, or null; also null when it is of another type.</summary>
    public T? Find<T>(string key)
        where T : Snapshot
    {
        Replica? here;
        lock (gate)
        {
            here = own.Find(key);
        }

        var elsewhere = Elsewhere?.Invoke(key);
        return (here is null || elsewhere?.Version > here.Version ? elsewhere : here)?.Content as T;
    }

    /// <summary>Something done with what is published here, while nothing of it changes.</summary>
    internal T Read<T>(Func<Publications, T> read)
    {
        lock (gate)
        {
            return read(own);
        }
    }

    private void TellIf(bool changed)
    {
        if (changed)
        {
            Changed?.Invoke();
        }
    }
}
