using NetMesh.Contracts.Sites;
using NetMesh.Planet.Hosts;

namespace NetMesh.Grains.Sites;

/// <summary>Who lives in this process: the programs that the map lists here, and the swarms that have told. Safe from any thread.</summary>
public sealed class ResidentBoard
{
    private readonly Lock gate = new();
    private readonly PlanetMap map;
    private readonly SortedSet<string> swarms = new(StringComparer.Ordinal);

    public ResidentBoard(PlanetMap map)
    {
        this.map = map;
        map.LocalListingsChanged += () => Changed?.Invoke();
    }

    /// <summary>Somebody came or went. Raised with nothing locked.</summary>
    internal event Action? Changed;

    /// <summary>A swarm runs here from now on.</summary>
    public void Enter(string swarm) => Change(static (swarms, swarm) => swarms.Add(swarm), swarm);

    /// <summary>It runs here no more.</summary>
    public void Leave(string swarm) => Change(static (swarms, swarm) => swarms.Remove(swarm), swarm);

    internal Residents Now()
    {
        lock (gate)
        {
            return new Residents(SiteDirectory.Of(map.LocalListings), [.. swarms]);
        }
    }

    private void Change(Func<SortedSet<string>, string, bool> change, string swarm)
    {
        bool changed;
        lock (gate)
        {
            changed = change(swarms, swarm);
        }

        if (changed)
        {
            Changed?.Invoke();
        }
    }
}
