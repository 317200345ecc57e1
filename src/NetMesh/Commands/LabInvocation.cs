using System.Globalization;
using NetMesh.Labs.Experiments;
using NetMesh.Labs.Runs;

namespace NetMesh.Commands;

/// <summary>The command that makes a report again, as its reader types it.</summary>
internal static class LabInvocation
{
    public static string Write(string lab, RunSettings settings, LabChoices choices, bool realtime)
    {
        var words = new List<string> { "netmesh", "lab", "run", Quote(lab), "--seed", Number(settings.Seed), "--repetitions", Number(settings.Repetitions) };
        foreach (var group in choices.Groups)
        {
            words.AddRange(["--cases", Quote(group)]);
        }

        foreach (var (name, values) in choices.Set)
        {
            words.AddRange(["--set", Quote($"{name}={string.Join(',', values)}")]);
        }

        if (realtime)
        {
            words.Add("--realtime");
        }

        return string.Join(' ', words);
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Quote(string word) => word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./=,:".Contains(c, StringComparison.Ordinal))
        ? word
        : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
