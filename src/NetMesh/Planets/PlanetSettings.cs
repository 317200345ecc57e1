using NetMesh.Clock;
using NetMesh.Clusters;
using NetMesh.Gateways;
using NetMesh.Gateways.Transport;
using NetMesh.Labs.Worlds;
using NetMesh.Planet.Hosts;
using NetMesh.Planet.Regions;

namespace NetMesh.Planets;

/// <summary>What the user asked for when starting a planet.</summary>
/// <param name="World">What the planet holds.</param>
/// <param name="DataPath">Where it keeps what must last.</param>
/// <param name="Seed">Everything random derives from it.</param>
/// <param name="Ports">On which real port the planet serves a well-known one.</param>
/// <param name="ControlPort">Port of the control API.</param>
/// <param name="Shapes">Real clients' bytes feel the distance to the host they talk to.</param>
/// <param name="Listen">From where the planet's hosts can be reached; the control API never from beyond this machine.</param>
/// <param name="Seat">This process's place in a cluster that runs the planet; null: it runs all of it.</param>
/// <param name="HasGateways">Real clients find the planet's hosts here.</param>
/// <param name="MetricsPort">A port for metrics alone, open to other machines; null: none.</param>
/// <param name="HasProxies">Every region has a proxy.</param>
/// <param name="MayBeElsewhere">The planet's addresses need not be this machine's: where they are not, it is reached in namespaces alone.</param>
internal sealed record PlanetSettings(
    World World,
    string DataPath,
    long Seed,
    PortPlan Ports,
    ushort ControlPort,
    bool Shapes,
    ListenScope Listen,
    ClusterSeat? Seat = null,
    bool HasGateways = true,
    ushort? MetricsPort = null,
    bool HasProxies = false,
    bool MayBeElsewhere = false)
{
    /// <summary>Datagrams of one kind that name servers answer to one network in a second; 0: as many as are asked for.</summary>
    public int NamesPerSecond { get; init; }

    /// <summary>
    /// The regions whose hosts live in this process while all is well: the hosts that are handed out here to seed or join something, because what they share lies in
    /// this process's data folder, and because no two silos then hand out the same one.
    /// </summary>
    public IReadOnlyList<Region> OwnRegions => Seat switch
    {
        { Silo: { } silo, Cluster: var cluster } => cluster.RegionsOf(silo),
        _ => World.Carried,
    };

    /// <summary>Where the hosts of a region live when that is in another process of this cluster: which silo, and how to ask it; otherwise null.</summary>
    public string? Elsewhere(string region)
    {
        if (Seat?.Cluster is not { } cluster || cluster.World.Regions.FirstOrDefault(known => known.Label == region) is not { } found || OwnRegions.Contains(found))
        {
            return null;
        }

        var silo = cluster.Silos.First(other => cluster.RegionsOf(other).Contains(found));
        return $"silo '{silo.Label}' (--control-port {silo.ControlPort} on {silo.Address})";
    }

    /// <summary>How the gateways of this process behave.</summary>
    public GatewayOptions Gateways => new()
    {
        Ports = Ports,
        Listen = Listen,
        HasProxies = HasProxies,
        MayBeElsewhere = MayBeElsewhere,
        NameKeys = World.Keys,
        NamesPerSecond = NamesPerSecond,
        AuthorityFolder = DataPath.Length > 0 ? DataPath : null,
        Regions = !HasGateways ? [] : Seat is { Silo: not null } ? OwnRegions : null,

        // On loopback all silos of one machine would want the same socket.
        HostByHost = Listen == ListenScope.Loopback && Seat is { Silo: { } own, Cluster: var members } && members.Silos.Count(silo => silo.Address == own.Address) > 1,
    };

    /// <summary>
    /// What hosts draw at random. Planets that carry parts of one world draw different numbers, or two peers of one swarm would get one id; what they share, such as the
    /// content of the world's swarms, is made from <see cref="Seed"/>.
    /// </summary>
    public RandomStreams Streams =>
        new(World.Abroad.IsEmpty ? Seed : new RandomStreams(Seed).Get($"carries {string.Join(' ', World.Carried.Select(region => region.Label))}").NextInt64());
}
