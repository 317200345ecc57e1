using System.Collections.Immutable;
using NetMesh.Planet.Regions;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Planet.Hosts;

/// <summary>A host's attachment to the network.</summary>
/// <param name="UpBitsPerSecond">Rate at which it sends; 0 means unlimited.</param>
/// <param name="DownBitsPerSecond">Rate at which it receives; 0 means unlimited.</param>
/// <param name="Latency">One way between the host and its region's core.</param>
public sealed record AccessLink(long UpBitsPerSecond, long DownBitsPerSecond, TimeSpan Latency)
{
    /// <summary>No limit and no latency of its own: real clients, whose own link is real.</summary>
    public static readonly AccessLink Unlimited = new(0, 0, TimeSpan.Zero);
}

/// <summary>A host of the planet.</summary>
/// <param name="Name">Unique name.</param>
/// <param name="Address">Unique address, inside <paramref name="Region"/>'s prefix.</param>
/// <param name="Region">Where it stands.</param>
/// <param name="Link">How it is attached.</param>
public sealed record Host(string Name, IPv4Address Address, Region Region, AccessLink Link)
{
    /// <summary>Anycast addresses at which it can be reached as well (RFC 4786): each may be those of other hosts, too, and leads every caller to the one near him.</summary>
    public ImmutableArray<IPv4Address> Anycast { get; init; } = [];
}

/// <summary>What runs on a port of a host: which kind of grain is called there, and over which transport.</summary>
/// <param name="Name">The kind, e.g. <c>peer</c>, <c>tracker</c>; see <c>NetMesh.Contracts.Hosts.ServiceNames</c>.</param>
/// <param name="RunsHere">
/// Its program runs in this process. Otherwise it runs in another one, or in none until it is called; only a planet of several processes has such
/// (<see cref="Backbones.IBackbone"/>).
/// </param>
public sealed record Service(string Name, bool RunsHere = true);
