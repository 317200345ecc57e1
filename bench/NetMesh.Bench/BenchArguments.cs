using System.Globalization;

namespace NetMesh.Bench;

/// <summary>Options of the form <c>--name value</c>.</summary>
internal static class BenchArguments
{
    public static long Number(string[] args, string name, long otherwise) =>
        Text(args, name) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    public static string? Text(string[] args, string name)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
    }
}
