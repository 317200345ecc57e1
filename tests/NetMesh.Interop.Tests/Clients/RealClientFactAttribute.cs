namespace NetMesh.Interop.Tests;

/// <summary>A test that needs a real client; skipped, with the package's name, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RealClientFactAttribute : FactAttribute
{
    /// <param name="clients"><c>aria2c</c>, <c>libtorrent</c>, or any program on the path.</param>
    public RealClientFactAttribute(params string[] clients) => Skip = RealClients.Missing(clients);
}

/// <summary>The same for a test with several cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RealClientTheoryAttribute : TheoryAttribute
{
    /// <param name="clients"><c>aria2c</c>, <c>libtorrent</c>, or any program on the path.</param>
    public RealClientTheoryAttribute(params string[] clients) => Skip = RealClients.Missing(clients);
}

/// <summary>The clients that tests drive.</summary>
internal static class RealClients
{
    /// <summary>Debian's own interpreter: python3-libtorrent belongs to it.</summary>
    public const string Python = "/usr/bin/python3";

    /// <summary>Chromium, built without a window.</summary>
    public const string Browser = "chromium-headless-shell";

    /// <summary>Not a client, but what some tests stand clients in: network namespaces, which need root and iproute2.</summary>
    public const string Namespaces = "namespaces";

    /// <summary>Not a client either: <c>netmesh enter</c>, which needs namespaces of its own, as root or as whoever runs the tests.</summary>
    public const string Enter = "enter";

    /// <summary>The same as an ordinary user.</summary>
    public const string EnterAsOrdinaryUser = "enter as an ordinary user";

    /// <summary>A line that names what is not installed or not permitted, or null.</summary>
    public static string? Missing(string[] clients)
    {
        var missing = clients.Where(client => client is not (Namespaces or Enter or EnterAsOrdinaryUser) && !IsInstalled(client)).Select(PackageOf).ToList();
        return missing.Count > 0 ? $"not installed: {string.Join(", ", missing)} (apt-get install {string.Join(' ', missing)})"
            : clients.Contains(Namespaces) ? ThreeProcesses.WhyNot()
            : clients.Contains(Enter) ? Entering.WhyNot()
            : clients.Contains(EnterAsOrdinaryUser) ? Entering.WhyNotAsOrdinaryUser()
            : null;
    }

    public static string PackageOf(string client) => client switch
    {
        "aria2c" => "aria2",
        "libtorrent" => "python3-libtorrent",
        "promtool" => "prometheus",
        "dig" or "delv" or "nsupdate" => "bind9-dnsutils",
        "named" => "bind9",
        "knotd" => "knot",
        "kdig" => "knot-dnsutils",
        "dnssec-signzone" or "dnssec-verify" => "bind9-utils",
        "ldns-verify-zone" => "ldnsutils",
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
        return process.WaitForExit(Eventually.Patience) && process.ExitCode == 0;
    }
}
