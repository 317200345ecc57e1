using NetMesh.Labs.Worlds.Yaml;

namespace NetMesh.Control;

/// <summary>What to say of a name that nothing on the planet has.</summary>
internal static class UnknownName
{
    public static string OfRegion(string label, IReadOnlyCollection<string> known) => $"{No("region", label)}; expected {NearestName.Suggest(label, known)}";

    public static string OfHost(string name, IEnumerable<string> known) => $"{No("host", name)}; {Nearest(name, known)}";

    public static string OfEither(string name, IEnumerable<string> regions, IEnumerable<string> hosts) => $"{No("region or host", name)}; {Nearest(name, regions.Concat(hosts))}";

    private static string No(string what, string name) => $"there is no {what} '{name}' on this planet";

    // There may be thousands.
    private static string Nearest(string name, IEnumerable<string> known) =>
        NearestName.To(name, known) is { } guess ? $"expected '{guess}', perhaps" : "netmesh hosts lists them";
}
