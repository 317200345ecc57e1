using NetMesh.Labs.Worlds;
using NetMesh.Labs.Worlds.Yaml;
using NetMesh.Planets;

namespace NetMesh.Clusters;

/// <summary>What reading a cluster file gave: a cluster, or everything that is wrong with it and with the world it names.</summary>
/// <param name="Cluster">Present only when there are no errors.</param>
/// <param name="Errors">In the order of the files.</param>
internal sealed record ClusterReading(Cluster? Cluster, IReadOnlyList<WorldError> Errors);

/// <summary>
/// Reads cluster files, as strictly as world files: all errors at once, each with its place. A file as short as can be:
/// <code>
/// membership: localhost
/// silos:
///   us-east: {}
///   eu-west: {}
/// </code>
/// </summary>
internal static class ClusterFile
{
    private const string Begins = "a cluster: membership and silos";

    /// <summary>Reads the file at <paramref name="path"/>; the world it names is looked for beside it.</summary>
    public static ClusterReading Read(string path)
    {
        var errors = new ErrorList(path);
        return YamlFile.ReadText(path, "cluster", errors) is { } text ? Parse(text, path) : new ClusterReading(null, errors.InOrder);
    }

    /// <summary>Reads a cluster from text.</summary>
    /// <param name="text">The file's content.</param>
    /// <param name="file">The name that errors carry, and beside which the world is looked for.</param>
    public static ClusterReading Parse(string text, string file)
    {
        var errors = new ErrorList(file);
        var root = YamlTree.Read(text, Begins, errors);
        if (root is YamlScalar { IsNothing: true })
        {
            errors.Add(root.At, "the file is empty", Begins);
        }
        else if (root is not null)
        {
            var section = new Section(root, "the cluster", errors);
            var world = ReadWorld(section, file);
            if (world.World is not { } read)
            {
                return new ClusterReading(null, [.. errors.InOrder, .. world.Errors]);
            }

            var cluster = ClusterSection.Read(section, Path.GetFileNameWithoutExtension(file), read);
            if (errors.IsEmpty)
            {
                return new ClusterReading(cluster, []);
            }
        }

        return new ClusterReading(null, errors.InOrder);
    }

    private static WorldReading ReadWorld(Section section, string file)
    {
        switch (section.Optional("world"))
        {
            case null:
                return DefaultWorld.Read();
            case YamlScalar { Text: var path }:
                return WorldFile.Read(Path.Combine(Path.GetDirectoryName(file) ?? "", path));
            case { } other:
                section.Errors.Add(other.At, $"'world' is {other.Kind}", "the path of a world file, seen from this file's folder");
                return new WorldReading(null, []);
        }
    }
}
