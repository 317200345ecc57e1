using NetMesh.Labs.Worlds.Yaml;

namespace NetMesh.Labs.Worlds.Sections;

/// <summary>Looks up names by which one part of a world refers to another.</summary>
internal static class References
{
    /// <summary>What the node names, or null with an error noted.</summary>
    public static T? To<T>(YamlNode node, string key, string kind, OrderedDictionary<string, T> known, ErrorList errors)
        where T : class
    {
        if (node is not YamlScalar scalar)
        {
            errors.Add(node.At, $"'{key}' is {node.Kind}", $"the name of a {kind}");
            return null;
        }

        if (known.TryGetValue(scalar.Text, out var found))
        {
            return found;
        }

        errors.Add(node.At, $"there is no {kind} {scalar.Kind}", known.Count == 0 ? $"a {kind} that this file defines" : NearestName.Suggest(scalar.Text, known.Keys));
        return null;
    }
}
