using System.Collections.Immutable;
using NetMesh.Contracts.Replicas;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Contracts.Sites;

/// <summary>The endpoints on which programs of one kind listen in a process.</summary>
/// <param name="Service">The kind, one of <see cref="Hosts.ServiceNames"/>.</param>
/// <param name="At">Where they listen, in order.</param>
[GenerateSerializer, Immutable, Alias("netmesh.listings")]
public sealed record Listings([property: Id(0)] string Service, [property: Id(1)] ImmutableArray<Endpoint> At);

/// <summary>What lives in a process: where the others find its programs, and what they wake elsewhere when it is lost.</summary>
/// <param name="Listings">Programs that listen.</param>
/// <param name="Swarms">Names of the swarms that run there.</param>
[GenerateSerializer, Immutable, Alias("netmesh.residents")]
public sealed record Residents([property: Id(0)] ImmutableArray<Listings> Listings, [property: Id(1)] ImmutableArray<string> Swarms) : Snapshot
{
    /// <summary>Under which key every process publishes its own.</summary>
    public const string Key = "residents";

    /// <summary>Nobody lives there.</summary>
    public static readonly Residents None = new([], []);
}
