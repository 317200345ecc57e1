using NetMesh.Control;
using NetMesh.Labs.Experiments;

namespace NetMesh.Commands;

/// <summary>The labs that lie in a folder.</summary>
internal static class LabShelf
{
    /// <summary>Names that <c>lab run</c> takes, in order; none where there is no such folder.</summary>
    public static IReadOnlyList<string> Names(string folder) => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>What each of them asks; one that cannot be read says why instead: its first mistake, and how many more there are.</summary>
    public static IReadOnlyList<LabSummary> Look(string folder) => [.. Names(folder).Select(name => Summarize(name, LabFile.Read(Path.Combine(folder, name + ".yaml"))))];

    private static LabSummary Summarize(string name, LabReading reading) => reading.Lab is { } lab
        ? new LabSummary(lab.Name, lab.Question, [.. lab.Parameters.Select(it => it.Name)], [.. lab.Groups.Select(it => it.Name)], null)
        : new LabSummary(name, "", [], [], $"{reading.Errors[0]}{(reading.Errors.Count > 1 ? $" (and {reading.Errors.Count - 1} more)" : "")}");
}
