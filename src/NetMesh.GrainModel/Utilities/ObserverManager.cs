using System.Collections;
using Microsoft.Extensions.Logging;

namespace Orleans.Utilities;

/// <summary>
/// A grain's subscribers. Each subscription lapses unless it is renewed; one that fails is dropped. In the order of subscription.
/// </summary>
public class ObserverManager<TObserver>(TimeSpan expiration, ILogger log) : ObserverManager<TObserver, TObserver>(expiration, log)
    where TObserver : notnull;

/// <summary>Subscribers under names of the grain's choice.</summary>
/// <param name="expiration">How long a subscription lasts without renewal.</param>
public class ObserverManager<TIdentity, TObserver>(TimeSpan expiration, ILogger log) : IEnumerable<TObserver>
    where TIdentity : notnull
{
    private readonly OrderedDictionary<TIdentity, (TObserver Observer, DateTime Seen)> entries = [];

    /// <summary>How long a subscription lasts without renewal.</summary>
    public TimeSpan ExpirationDuration { get; set; } = expiration;

    /// <summary>The time; set it to the injected clock's.</summary>
    public Func<DateTime> GetDateTime { get; set; } = () => DateTime.UtcNow;

    public int Count => entries.Count;

    public IReadOnlyDictionary<TIdentity, TObserver> Observers => entries.ToDictionary(entry => entry.Key, entry => entry.Value.Observer);

    /// <summary>Subscribes, or renews a subscription.</summary>
    public void Subscribe(TIdentity id, TObserver observer) => entries[id] = (observer, GetDateTime());

    public void Unsubscribe(TIdentity id) => entries.Remove(id);

    public void Clear() => entries.Clear();

    /// <summary>Calls every subscriber that has not lapsed (and that the predicate lets through), one after another.</summary>
    public async Task Notify(Func<TObserver, Task> notification, Func<TObserver, bool>? predicate = null)
    {
        foreach (var (id, observer) in Due(predicate))
        {
            try
            {
                await notification(observer);
            }
            catch (Exception error)
            {
                Drop(id, error);
            }
        }
    }

    /// <inheritdoc cref="Notify(Func{TObserver, Task}, Func{TObserver, bool}?)"/>
    public void Notify(Action<TObserver> notification, Func<TObserver, bool>? predicate = null)
    {
        foreach (var (id, observer) in Due(predicate))
        {
            try
            {
                notification(observer);
            }
            catch (Exception error)
            {
                Drop(id, error);
            }
        }
    }

    /// <summary>Forgets the subscriptions that lapsed.</summary>
    public void ClearExpired()
    {
        var now = GetDateTime();
        foreach (var id in entries.Where(entry => entry.Value.Seen + ExpirationDuration < now).Select(entry => entry.Key).ToArray())
        {
            entries.Remove(id);
        }
    }

    public IEnumerator<TObserver> GetEnumerator() => entries.Values.Select(entry => entry.Observer).ToList().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private List<KeyValuePair<TIdentity, TObserver>> Due(Func<TObserver, bool>? predicate)
    {
        ClearExpired();
        return [.. entries.Where(entry => predicate is null || predicate(entry.Value.Observer))
            .Select(entry => KeyValuePair.Create(entry.Key, entry.Value.Observer))];
    }

    private void Drop(TIdentity id, Exception error)
    {
        log.LogWarning(error, "Observer {Observer} failed and is dropped", id);
        entries.Remove(id);
    }
}
