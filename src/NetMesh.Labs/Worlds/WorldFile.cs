using System.Text;
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
        try
        {
            // A character is at least a byte: a longer file need not be loaded to be refused.
            var info = new FileInfo(path);
            if (info is { Exists: true, Length: <= YamlTree.MaxCharacters })
            {
                return Parse(File.ReadAllText(path, new UTF8Encoding(false, throwOnInvalidBytes: true)), path);
            }

            var what = info.Exists ? $"the file has {info.Length:N0} bytes" : Directory.Exists(path) ? "this is a folder" : "there is no such file";
            errors.Add(new Place(1, 1), what, info.Exists ? $"at most {YamlTree.MaxCharacters:N0}" : "the path of a world file");
        }
        catch (DecoderFallbackException)
        {
            errors.Add(new Place(1, 1), "the file holds bytes that are not UTF-8", "text in UTF-8");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add(new Place(1, 1), $"the file cannot be read ({e.Message.TrimEnd('.')})", "a readable world file");
        }

        return new WorldReading(null, errors.InOrder);
    }

    /// <summary>Reads a world from text.</summary>
    /// <param name="text">The file's content.</param>
    /// <param name="file">The name that errors carry.</param>
    public static WorldReading Parse(string text, string file)
    {
        var errors = new ErrorList(file);
        var root = YamlTree.Read(text, errors);
        if (root is YamlScalar { IsNothing: true })
        {
            errors.Add(root.At, "the file is empty", "a world, which begins with its regions");
        }
        else if (root is not null)
        {
            var world = WorldSection.Read(root, Path.GetFileNameWithoutExtension(file), errors);
            if (errors.IsEmpty)
            {
                return new WorldReading(world, []);
            }
        }

        return new WorldReading(null, errors.InOrder);
    }
}
