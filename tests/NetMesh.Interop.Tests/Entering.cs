using System.Globalization;

namespace NetMesh.Interop.Tests;

/// <summary><c>netmesh enter</c> as tests run it.</summary>
internal static class Entering
{
    /// <summary>Makes an ordinary user of root, nobody in particular; who is one already stays it.</summary>
    public static readonly string[] AsOrdinaryUser =
        Environment.IsPrivilegedProcess ? ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--"] : ["env"];

    /// <summary>A line that says why no command can enter a planet here, or null. Tried, because what forbids it is seen in no single place.</summary>
    public static string? WhyNot() => WhyNot([]);

    /// <summary>The same for an ordinary user.</summary>
    public static string? WhyNotAsOrdinaryUser() =>
        Refusal([.. AsOrdinaryUser, "test", "-r", ProgramRun.NetmeshDll]) is { } refusal ? $"an ordinary user cannot run what was built here ({refusal})"
        : WhyNot(AsOrdinaryUser);

    /// <summary>Runs a command on the planet, to its end.</summary>
    public static Task<ProgramRun> EnterAsync(this RunningPlanet planet, string region, params IEnumerable<string> command) =>
        ProgramRun.OfNetmeshAsync(planet.ToEnter(region, null, command), planet.Folder);

    /// <summary>The arguments with which a command enters the planet.</summary>
    /// <param name="name">As which host; null: as a client.</param>
    public static string[] ToEnter(this RunningPlanet planet, string region, string? name, params IEnumerable<string> command) =>
        ["enter", region, .. name is null ? (string[])[] : ["--as", name], "--control-port", planet.ControlPort.ToString(CultureInfo.InvariantCulture), "--", .. command];

    // What joins two namespaces, and not every kernel has.
    private static string[] Joining => ["ip", "link", "add", "command", "type", "veth", "peer", "name", "planet"];

    private static string? WhyNot(string[] launcher) =>
        !OperatingSystem.IsLinux() ? "network namespaces are Linux'"
        : !RealClients.IsInstalled("ip") || !RealClients.IsInstalled("unshare") ? "not installed: iproute2 or util-linux"
        : launcher.Length == 0 && Refusal(["unshare", "--net", "--mount", .. Joining]) is null ? null
        : Refusal([.. launcher, "unshare", "--user", "--map-current-user", "--keep-caps", "--net", "--mount", .. Joining]);

    // What a program says that does not end well; null when it does.
    private static string? Refusal(string[] program)
    {
        try
        {
            using var process = ProgramRun.Start(program[0], program[1..], null);
            var error = process.StandardError.ReadToEnd();
            return process.WaitForExit(Eventually.Patience) && process.ExitCode == 0 ? null : $"{string.Join(' ', program)}: {error.Trim()}";
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            return $"{program[0]}: {error.Message}";
        }
    }
}
