using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet.Hosts;

/// <summary>
/// What the planet's other processes say listens in them, and what was learned of their programs from datagrams. Any thread looks up without a lock; the
/// caller sees to it that only one changes something.
/// </summary>
internal sealed class SiteListings
{
    // Nobody's: what was learned, until the directory says otherwise.
    private static readonly SiteId Learned = default;

    private readonly AddressTable<Service> table = new();
    private readonly Dictionary<SiteId, Dictionary<Endpoint, Service>> bySite = [];
    private readonly Dictionary<string, Service> services = new(StringComparer.Ordinal);

    /// <summary>The program that another process has at this endpoint.</summary>
    public Service? Find(Endpoint at) => table.Find(PlanetMap.Key(at));

    /// <summary>Replaces everything that this process had listed. An endpoint that stays is never missing meanwhile.</summary>
    public void Set(SiteId site, IReadOnlyList<(Endpoint At, Service Service)> listings)
    {
        var before = bySite.GetValueOrDefault(site);
        var now = new Dictionary<Endpoint, Service>(listings.Count);
        bySite[site] = now;
        foreach (var (at, service) in listings)
        {
            var elsewhere = Elsewhere(service);
            now[at] = elsewhere;
            Forget(at);
            if (!ReferenceEquals(Find(at), elsewhere))
            {
                table.Set(PlanetMap.Key(at), elsewhere);
            }
        }

        Leave(before, now);
    }

    /// <summary>Forgets everything that this process had listed, except where another one has it too: a program that moved.</summary>
    public void Drop(SiteId site)
    {
        if (bySite.Remove(site, out var before))
        {
            Leave(before, null);
        }
    }

    /// <summary>Somebody was heard from there.</summary>
    public void Learn(Endpoint at, Service service)
    {
        if (!bySite.TryGetValue(Learned, out var learned))
        {
            bySite.Add(Learned, learned = []);
        }

        learned[at] = Elsewhere(service);
        table.Set(PlanetMap.Key(at), learned[at]);
    }

    /// <summary>The directory knows better than what was learned of this endpoint.</summary>
    public void Forget(Endpoint at)
    {
        if (bySite.TryGetValue(Learned, out var learned) && learned.Remove(at))
        {
            Relist(at);
        }
    }

    private void Leave(Dictionary<Endpoint, Service>? before, Dictionary<Endpoint, Service>? now)
    {
        foreach (var (at, _) in before ?? [])
        {
            if (now?.ContainsKey(at) != true)
            {
                Relist(at);
            }
        }
    }

    private void Relist(Endpoint at)
    {
        foreach (var (_, listings) in bySite)
        {
            if (listings.TryGetValue(at, out var service))
            {
                table.Set(PlanetMap.Key(at), service);
                return;
            }
        }

        table.Set(PlanetMap.Key(at), null);
    }

    // One object per kind, however many list it.
    private Service Elsewhere(Service service)
    {
        if (!services.TryGetValue(service.Name, out var elsewhere))
        {
            services.Add(service.Name, elsewhere = service with { RunsHere = false });
        }

        return elsewhere;
    }
}
