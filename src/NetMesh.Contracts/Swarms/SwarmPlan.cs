using System.Collections.Immutable;
using NetMesh.Contracts.Peers;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Torrents;

namespace NetMesh.Contracts.Swarms;

/// <summary>How a random quantity is distributed.</summary>
public enum DistributionLaw
{
    /// <summary>Always <see cref="Distribution.Scale"/>.</summary>
    Constant,

    /// <summary>Mean <see cref="Distribution.Scale"/>.</summary>
    Exponential,

    /// <summary>Shape and scale; churn in the wild (Stutzbach and Rejaie 2006).</summary>
    Weibull,
}

/// <summary>A distribution of durations.</summary>
/// <param name="Law">Which law.</param>
/// <param name="Scale">The constant, the mean, or Weibull's scale.</param>
/// <param name="Shape">Weibull's shape; ignored by the others.</param>
[GenerateSerializer, Immutable, Alias("netmesh.distribution")]
public sealed record Distribution(
    [property: Id(0)] DistributionLaw Law,
    [property: Id(1)] TimeSpan Scale,
    [property: Id(2)] double Shape = 1);

/// <summary>A host that may carry a peer of the swarm.</summary>
/// <param name="Address">An address of a host that the planet's directory knows.</param>
/// <param name="IsSeed">Has all pieces from the start and never churns.</param>
/// <param name="Policies">The rules it plays by.</param>
[GenerateSerializer, Immutable, Alias("netmesh.swarm-member")]
public sealed record SwarmMember(
    [property: Id(0)] IPv4Address Address,
    [property: Id(1)] bool IsSeed,
    [property: Id(2)] PeerPolicies Policies);

/// <summary>A swarm: what it shares, who takes part, and how they come and go.</summary>
/// <param name="Name">The swarm's name and key.</param>
/// <param name="Torrent">What is shared.</param>
/// <param name="Tracker">The UDP tracker, a host of the planet.</param>
/// <param name="Members">The hosts. Leechers arrive one after another in this order.</param>
/// <param name="Arrival">Time between two arrivals; null: all at once.</param>
/// <param name="Session">How long a leecher that has not finished stays before it gives up; null: until it has finished.</param>
/// <param name="Absence">How long a peer that left stays away before it comes back empty-handed; null: it does not come back.</param>
/// <param name="Seeding">How long a leecher that has finished stays and seeds, if its <see cref="PeerPolicies.WhenDone"/> lets it; null: for good.</param>
[GenerateSerializer, Immutable, Alias("netmesh.swarm-plan")]
public sealed record SwarmPlan(
    [property: Id(0)] string Name,
    [property: Id(1)] Metainfo Torrent,
    [property: Id(2)] Endpoint Tracker,
    [property: Id(3)] ImmutableArray<SwarmMember> Members,
    [property: Id(4)] Distribution? Arrival = null,
    [property: Id(5)] Distribution? Session = null,
    [property: Id(6)] Distribution? Absence = null,
    [property: Id(7)] Distribution? Seeding = null);

/// <summary>A swarm at one moment.</summary>
/// <param name="Name">The swarm's name.</param>
/// <param name="Seeding">Members that have everything and are present.</param>
/// <param name="Leeching">Members present that lack something.</param>
/// <param name="Away">Members that have not arrived, or have left.</param>
/// <param name="Completions">Downloads finished since the start.</param>
[GenerateSerializer, Immutable, Alias("netmesh.swarm-status")]
public sealed record SwarmStatus(
    [property: Id(0)] string Name,
    [property: Id(1)] int Seeding,
    [property: Id(2)] int Leeching,
    [property: Id(3)] int Away,
    [property: Id(4)] int Completions,
    [property: Id(5)] ImmutableArray<Completion> Finished);

/// <summary>One finished download.</summary>
/// <param name="Peer">Who.</param>
/// <param name="Took">From its arrival to its last verified piece.</param>
[GenerateSerializer, Immutable, Alias("netmesh.completion")]
public sealed record Completion([property: Id(0)] IPv4Address Peer, [property: Id(1)] TimeSpan Took);
