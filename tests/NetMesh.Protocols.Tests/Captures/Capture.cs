using System.Text;

namespace NetMesh.Protocols.Tests.Captures;

/// <summary>What real clients said, as <c>capture.py</c> recorded it.</summary>
public static class Capture
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Captures");

    /// <summary>Names of all captures of a kind: <c>peerwire</c>, <c>http</c>, <c>udp</c>, <c>torrent</c>.</summary>
    public static string[] NamesOf(string kind) =>
        [.. Directory.GetFiles(Folder, $"*.{kind}").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(Folder, name));

    public static string Text(string name) => Encoding.UTF8.GetString(Bytes(name));

    /// <summary>The datagrams of a capture; true: to the tracker.</summary>
    public static (bool ToTracker, byte[] Bytes)[] Datagrams(string name) =>
        [.. Text(name).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (line[0] == '>', Convert.FromHexString(line[1..])))];

    /// <summary>The query of a captured HTTP request's first line.</summary>
    public static string Query(string name)
    {
        var target = Text(name).Split(' ')[1];
        return target[(target.IndexOf('?') + 1)..];
    }
}
