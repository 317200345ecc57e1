using NetMesh.Labs.Worlds.Yaml;

namespace NetMesh.Control;

/// <summary>What to say of a name that nothing on the planet has.</summary>
internal static class UnknownName
{
    public static string OfRegion(string label, IReadOnlyCollection<string> known) =>
        $"there is no region '{label}' on this planet; expected {NearestName.Suggest(label, known)}";

    public static string OfHost(string name, IEnumerable<string> known) =>
        $"there is no host '{name}' on this planet; {(NearestName.To(name, known) is { } guess ? $"expected '{guess}', perhaps" : "netmesh hosts lists them")}";
}
