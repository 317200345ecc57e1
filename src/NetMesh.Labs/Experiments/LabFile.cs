using NetMesh.Labs.Experiments.Sections;
using NetMesh.Labs.Worlds;
using NetMesh.Labs.Worlds.Yaml;

namespace NetMesh.Labs.Experiments;

/// <summary>What reading a lab file gave: a lab, or everything that is wrong with the file.</summary>
/// <param name="Lab">Present only when there are no errors.</param>
/// <param name="Errors">File by file, in the order of each.</param>
internal sealed record LabReading(Lab? Lab, IReadOnlyList<WorldError> Errors);

/// <summary>Reads lab files as strictly as worlds are read: all errors at once, each with its place; nothing is thrown for what a file says.</summary>
internal static class LabFile
{
    /// <summary>Reads the file at <paramref name="path"/>; a world that it names is looked for beside it.</summary>
    public static LabReading Read(string path)
    {
        var errors = new ErrorList(path);
        return YamlFile.ReadText(path, "lab", errors) is { } text ? Parse(text, path) : new LabReading(null, errors.InOrder);
    }

    /// <summary>Reads a lab from text.</summary>
    /// <param name="text">The file's content.</param>
    /// <param name="file">The path that errors carry, and beside which a world is looked for.</param>
    public static LabReading Parse(string text, string file)
    {
        var errors = new ErrorList(file);
        const string Begins = "a lab, which begins with its name and question";
        var root = YamlTree.Read(text, Begins, errors);
        IReadOnlyList<WorldError> inWorld = [];
        if (root is YamlScalar { IsNothing: true })
        {
            errors.Add(root.At, "the file is empty", Begins);
        }
        else if (root is not null)
        {
            (var lab, inWorld) = LabSection.Read(root, file, errors);
            if (errors.IsEmpty && inWorld.Count == 0)
            {
                return new LabReading(lab, []);
            }
        }

        return new LabReading(null, [.. errors.InOrder, .. inWorld]);
    }
}
