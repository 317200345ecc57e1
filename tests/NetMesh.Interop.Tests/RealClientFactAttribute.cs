namespace NetMesh.Interop.Tests;

/// <summary>A test that needs a real client; skipped, with the package's name, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RealClientFactAttribute : FactAttribute
{
    /// <param name="clients"><c>aria2c</c>, <c>libtorrent</c>.</param>
    public RealClientFactAttribute(params string[] clients)
    {
        var missing = clients.Where(client => !RealClients.IsInstalled(client)).Select(RealClients.PackageOf).ToList();
        if (missing.Count > 0)
        {
            Skip = $"not installed: {string.Join(", ", missing)} (apt-get install {string.Join(' ', missing)})";
        }
    }
}

/// <summary>The clients that tests drive.</summary>
internal static class RealClients
{
    /// <summary>Debian's own interpreter: python3-libtorrent belongs to it.</summary>
    public const string Python = "/usr/bin/python3";

    public static string PackageOf(string client) => client switch
    {
        "aria2c" => "aria2",
        "libtorrent" => "python3-libtorrent",
        _ => client,
    };

    public static bool IsInstalled(string client) => client switch
    {
        "libtorrent" => File.Exists(Python) && Ends(Python, "-c", "import libtorrent"),
        _ => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, client))),
    };

    private static bool Ends(string program, params string[] arguments)
    {
        using var process = ProgramRun.Start(program, arguments, null);
        return process.WaitForExit(TimeSpan.FromSeconds(10)) && process.ExitCode == 0;
    }
}
