using NetMesh.Contracts.Swarms;
using NetMesh.Labs.Runs;
using NetMesh.Labs.Worlds.Units;
using NetMesh.Labs.Worlds.Yaml;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Labs.Probes.Swarms;

/// <summary>Which members of a swarm are meant.</summary>
internal enum PeerKind
{
    All,
    Seeds,
    Leechers,

    /// <summary>Leechers that upload.</summary>
    Contributors,

    /// <summary>Leechers that never unchoke anybody.</summary>
    FreeRiders,
}

/// <summary>Some peers: those of a kind, of one entry of <c>hosts</c> or of all.</summary>
internal sealed record PeerChoice(PeerKind Kind, string? Hosts)
{
    private static readonly ValueForm<PeerKind> Kinds = Words.Choice(
        ("all", PeerKind.All),
        ("seeds", PeerKind.Seeds),
        ("leechers", PeerKind.Leechers),
        ("contributors", PeerKind.Contributors),
        ("free-riders", PeerKind.FreeRiders));

    /// <summary>Reads two options of a probe.</summary>
    /// <param name="kind">The key of the kind.</param>
    /// <param name="hosts">The key of the entry of <c>hosts</c>.</param>
    public static PeerChoice Read(Section with, string kind, string hosts, PeerKind usual) => new(
        with.Value(kind, Kinds, usual), with.Value(hosts, Words.Text, "") is { Length: > 0 } group ? group : null);

    /// <summary>The addresses of those that are meant.</summary>
    /// <param name="swarm">Members of this one; null: of all.</param>
    public IReadOnlySet<IPv4Address> Of(Scene scene, string? swarm) => scene.World.Swarms
        .Where(one => swarm is null || one.Name == swarm)
        .SelectMany(one => one.Members)
        .Where(member => IsOfKind(member) && (Hosts is null || scene.IsOfGroup(member.Address, Hosts)))
        .Select(member => member.Address)
        .ToHashSet();

    private bool IsOfKind(SwarmMember member) => Kind switch
    {
        PeerKind.Seeds => member.IsSeed,
        PeerKind.Leechers => !member.IsSeed,
        PeerKind.Contributors => member is { IsSeed: false, Policies.FreeRider: false },
        PeerKind.FreeRiders => member is { IsSeed: false, Policies.FreeRider: true },
        _ => true,
    };
}
