using NetMesh.Protocols.Wire;

namespace NetMesh.Contracts.Sites;

/// <summary>What a process of a planet is there for.</summary>
public enum SiteKind
{
    /// <summary>Runs programs.</summary>
    Silo,

    /// <summary>Takes real clients, and runs no program.</summary>
    Gateway,
}

/// <summary>A process of the planet, in one life of it.</summary>
/// <param name="Id">Which.</param>
/// <param name="Site">How it is reached.</param>
/// <param name="Process">What the host of grains calls this life of the process (a silo's address with its generation); empty where it has no name for it.</param>
/// <param name="Region">Label of the region it stands in.</param>
/// <param name="Kind">What it is there for.</param>
/// <param name="Lease">Without a sign of life for so long it counts as lost, and what it published as outdated.</param>
[GenerateSerializer, Immutable, Alias("netmesh.site-entry")]
public sealed record SiteEntry(
    [property: Id(0)] SiteId Id,
    [property: Id(1)] ISite Site,
    [property: Id(2)] string Process,
    [property: Id(3)] string Region,
    [property: Id(4)] SiteKind Kind,
    [property: Id(5)] TimeSpan Lease);
