using NetMesh.Labs.Worlds.Sections;
using NetMesh.Labs.Worlds.Yaml;

namespace NetMesh.Labs.Worlds;

/// <summary>What reading a world file gave: a world, or everything that is wrong with the file.</summary>
/// <param name="World">Present only when there are no errors.</param>
/// <param name="Errors">In the order of the file.</param>
public sealed record WorldReading(World? World, IReadOnlyList<WorldError> Errors);

/// <summary>
/// Reads world files, whose format docs/planet.md describes. All errors are reported at once, each with its place; nothing is thrown for what a
/// file says.
/// </summary>
public static class WorldFile
{
    /// <summary>Reads the file at <paramref name="path"/>. A file that cannot be read is an error at its first line.</summary>
    public static WorldReading Read(string path)
    {
        var errors = new ErrorList(path);
        return YamlFile.ReadText(path, "world", errors) is { } text ? Parse(text, path, Path.GetDirectoryName(Path.GetFullPath(path))) : new WorldReading(null, errors.InOrder);
    }

    /// <summary>Reads a world from text.</summary>
    /// <param name="text">The file's content.</param>
    /// <param name="file">The name that errors carry.</param>
    /// <param name="folder">Where the files lie that it may name; null: it may name none.</param>
    public static WorldReading Parse(string text, string file, string? folder = null)
    {
        var errors = new ErrorList(file);
        const string Begins = "a world, which begins with its regions";
        var root = YamlTree.Read(text, Begins, errors);
        if (root is YamlScalar { IsNothing: true })
        {
            errors.Add(root.At, "the file is empty", Begins);
        }
        else if (root is not null)
        {
            var world = WorldSection.Read(root, Path.GetFileNameWithoutExtension(file), folder, errors);
            if (errors.IsEmpty)
            {
                return new WorldReading(world, []);
            }
        }

        return new WorldReading(null, errors.InOrder);
    }
}
