using NetMesh.Labs.Runs;

namespace NetMesh.Labs.Reports;

/// <summary>The files that a lab leaves behind.</summary>
internal static class LabFiles
{
    /// <summary>Writes them, over those of an earlier run; returns their paths.</summary>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    public static IReadOnlyList<string> Write(LabOutcome outcome, string command, string version, string folder)
    {
        Directory.CreateDirectory(folder);
        var written = new List<string>();
        foreach (var (extension, text) in (ReadOnlySpan<(string, string)>)[("html", LabReport.Write(outcome, command, version)), ("csv", LabCsv.Write(outcome)), ("json", LabDocument.Write(outcome, command) + "\n")])
        {
            var path = Path.Combine(folder, $"{outcome.Lab.Name}.{extension}");
            File.WriteAllText(path, text);
            written.Add(path);
        }

        if (outcome.Cases.SelectMany(one => one.Runs).Select(run => run.Recording).Where(lines => lines is { Length: > 0 }).ToList() is { Count: > 0 } recordings)
        {
            var path = Path.Combine(folder, $"{outcome.Lab.Name}.recording.ndjson");
            using var file = File.Create(path);
            recordings.ForEach(lines => file.Write(lines));
            written.Add(path);
        }

        return written;
    }
}
