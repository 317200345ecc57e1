using NetMesh.Contracts.Sites;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Grains.Sites;

/// <summary>Who lives in this process: the programs that the map lists here, and the swarms that have told. Safe from any thread.</summary>
public sealed class ResidentBoard
{
    private readonly Lock gate = new();
    private readonly PlanetMap map;
    private readonly SortedSet<string> swarms = new(StringComparer.Ordinal);

    // As of the listings that it was made of; null: the swarms have changed since.
    private (IReadOnlyList<(Endpoint, Service)> Listings, Residents Residents)? made;

    public ResidentBoard(PlanetMap map)
    {
        this.map = map;
        map.LocalListingsChanged += () => Changed?.Invoke();
    }

    /// <summary>Somebody came or went. Raised with nothing locked.</summary>
    internal event Action? Changed;

    /// <summary>A swarm was ended here that has to go on. Raised with nothing locked.</summary>
    internal event Action<string>? Lost;

    /// <summary>A swarm runs here from now on.</summary>
    public void Enter(string swarm) => Change(static (swarms, swarm) => swarms.Add(swarm), swarm);

    /// <summary>It runs here no more.</summary>
    public void Leave(string swarm) => Change(static (swarms, swarm) => swarms.Remove(swarm), swarm);

    /// <summary>It was ended here, and has to go on, wherever that may be: on a planet of several processes it is woken until one of them has it.</summary>
    public void Lose(string swarm)
    {
        Leave(swarm);
        Lost?.Invoke(swarm);
    }

    /// <summary>The same object, while nobody comes or goes.</summary>
    internal Residents Now()
    {
        lock (gate)
        {
            var listings = map.LocalListings;
            if (made is not { } last || !ReferenceEquals(last.Listings, listings))
            {
                made = last = (listings, new Residents(SiteDirectory.Of(listings), [.. swarms]));
            }

            return last.Residents;
        }
    }

    private void Change(Func<SortedSet<string>, string, bool> change, string swarm)
    {
        bool changed;
        lock (gate)
        {
            changed = change(swarms, swarm);
            made = changed ? null : made;
        }

        if (changed)
        {
            Changed?.Invoke();
        }
    }
}
