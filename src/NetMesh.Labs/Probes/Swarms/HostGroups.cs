using NetMesh.Labs.Runs;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Labs.Probes.Swarms;

/// <summary>The entry of <c>hosts</c> that a host comes from: <c>cable</c> for <c>cable-3.us-east</c>.</summary>
internal static class HostGroups
{
    public static string Of(Scene scene, IPv4Address host) => scene.Mesh.Map.HostAt(host) is { } known ? Of(known.Name) : "";

    public static string Of(string host)
    {
        var name = host.AsSpan();
        var dot = name.IndexOf('.');
        name = dot < 0 ? name : name[..dot];
        var dash = name.LastIndexOf('-');
        return dash > 0 && dash + 1 < name.Length && !name[(dash + 1)..].ContainsAnyExceptInRange('0', '9') ? name[..dash].ToString() : name.ToString();
    }
}
