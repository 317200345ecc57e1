using System.Collections.Immutable;
using NetMesh.Contracts.Peers;
using NetMesh.Contracts.Swarms;
using NetMesh.Planet.Hosts;
using NetMesh.Planet.Regions;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Labs.Worlds;

/// <summary>What a planet holds, as a checked world file says it: everything in it refers to something that exists.</summary>
public sealed record World
{
    public required string Name { get; init; }

    /// <summary>Everything random about the planet derives from this number.</summary>
    public required long Seed { get; init; }

    /// <summary>Every address of the planet lies in it.</summary>
    public required AddressPrefix Prefix { get; init; }

    /// <summary>Addresses that exist at many sites; the caller's region picks the site. No region holds any of them.</summary>
    public required AddressPrefix Anycast { get; init; }

    /// <summary>Where a client stands whose address is in no region's prefix.</summary>
    public required Region Home { get; init; }

    /// <summary>In the file's order; their prefixes do not overlap.</summary>
    public required ImmutableArray<Region> Regions { get; init; }

    public required WorldNetwork Network { get; init; }

    public required ImmutableArray<PathOverride> Paths { get; init; }

    /// <summary>In the file's order, groups spelled out; names and addresses are unique.</summary>
    public required ImmutableArray<Host> Hosts { get; init; }

    public required ImmutableArray<ServicePlacement> Services { get; init; }

    public required ImmutableArray<WorldSwarm> Swarms { get; init; }
}

/// <summary>How flows that wait for the same link take turns.</summary>
public enum LinkDiscipline
{
    /// <summary>Deficit round robin per flow.</summary>
    Fair,

    /// <summary>First come, first served: the link of queueing theory.</summary>
    Fifo,
}

/// <summary>The planet's physics.</summary>
/// <param name="Link">How flows share a link.</param>
/// <param name="Inflation">How much longer a cable route is than the great circle; at least 1.</param>
/// <param name="Jitter">Random extra one-way delay between regions, at most this.</param>
/// <param name="Loss">Share of datagrams lost on the way, 0 to 1.</param>
public sealed record WorldNetwork(LinkDiscipline Link, double Inflation, TimeSpan Jitter, double Loss)
{
    /// <summary>What holds where the file says nothing. Routes are about 1.6 times as long as the great circle.</summary>
    public static readonly WorldNetwork Default = new(LinkDiscipline.Fair, 1.6, TimeSpan.Zero, 0);
}

/// <summary>What is different about the path between two regions, in both directions; null leaves the world's own value.</summary>
/// <param name="A">Label of one region.</param>
/// <param name="B">Label of the other; may be the same one.</param>
/// <param name="Latency">One-way propagation in place of the one computed from the map.</param>
/// <param name="Jitter">In place of the world's jitter.</param>
/// <param name="Loss">In place of the world's loss, 0 to 1.</param>
public sealed record PathOverride(string A, string B, TimeSpan? Latency, TimeSpan? Jitter, double? Loss);

/// <summary>A program that listens on a host from the start.</summary>
/// <param name="Host">The host's address.</param>
/// <param name="Service">Its kind; see <see cref="Contracts.Hosts.ServiceNames"/>. It listens on its usual port of the planet.</param>
public sealed record ServicePlacement(IPv4Address Host, string Service);

/// <summary>A swarm that begins with the planet.</summary>
public sealed record WorldSwarm
{
    public required string Name { get; init; }

    /// <summary>Bytes shared.</summary>
    public required long ContentLength { get; init; }

    public required int PieceLength { get; init; }

    /// <summary>The host whose tracker the swarm uses; a tracker listens there.</summary>
    public required IPv4Address Tracker { get; init; }

    /// <summary>Seeds first, then leechers in the order of their arrival.</summary>
    public required ImmutableArray<SwarmMember> Members { get; init; }

    /// <summary>Time between two arrivals; null: all at once.</summary>
    public Distribution? Arrival { get; init; }

    /// <summary>How long a leecher that has not finished stays; null: until it has finished.</summary>
    public Distribution? Session { get; init; }

    /// <summary>How long a peer that left stays away; null: it does not come back.</summary>
    public Distribution? Absence { get; init; }
}
