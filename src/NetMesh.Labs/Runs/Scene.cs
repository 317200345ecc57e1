using NetMesh.Clock;
using NetMesh.Labs.Expressions;
using NetMesh.Labs.Worlds;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Labs.Runs;

/// <summary>Where a run takes place: what probes and workloads see of it.</summary>
/// <param name="Mesh">The mesh.</param>
/// <param name="World">What the planet holds, with this case's parameters.</param>
/// <param name="Parameters">The parameters themselves.</param>
/// <param name="Seed">Everything random derives from it.</param>
internal sealed record Scene(IRunningMesh Mesh, World World, IScope Parameters, long Seed)
{
    /// <summary>Randomness of the laboratory's own: what programs draw stays as it is.</summary>
    public RandomStream Random(string name) => new RandomStreams(Seed).Get($"laboratory/{name}");

    /// <summary>The hosts of an entry of the world's <c>hosts</c>, by address.</summary>
    /// <exception cref="InvalidOperationException">There are none.</exception>
    public List<Host> HostsOf(string group)
    {
        var hosts = Mesh.Map.Hosts.Where(host => IsOfGroup(host.Name, group)).ToList();
        return hosts.Count > 0 ? hosts : throw new InvalidOperationException($"the world has no hosts '{group}', which the workload or a probe names");
    }

    /// <summary>Whether a host belongs to an entry of the world's <c>hosts</c>, as its name says: <c>cable</c>, <c>cable-3</c>, <c>cable-3.us-east</c>.</summary>
    public bool IsOfGroup(IPv4Address address, string group) => Mesh.Map.HostAt(address) is { } host && IsOfGroup(host.Name, group);

    /// <inheritdoc cref="IsOfGroup(IPv4Address, string)"/>
    public static bool IsOfGroup(string host, string group)
    {
        if (!host.StartsWith(group, StringComparison.Ordinal))
        {
            return false;
        }

        var rest = host.AsSpan(group.Length);
        var dot = rest.IndexOf('.');
        rest = dot < 0 ? rest : rest[..dot];
        return rest.IsEmpty || (rest is ['-', _, ..] && !rest[1..].ContainsAnyExceptInRange('0', '9'));
    }
}
