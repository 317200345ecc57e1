using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace NetMesh.Interop.Tests;

/// <summary>Reads commands from README and docs, and runs them as they are written there.</summary>
internal static class DocumentedCommands
{
    /// <summary>Its commands need network namespaces, and start processes of their own.</summary>
    public const string SeveralProcesses = "cluster.md";

    /// <summary>Its commands need a namespace of their own.</summary>
    public const string Entered = "enter.md";

    /// <summary>So do its clients, on a planet whose addresses all of them accept.</summary>
    public const string ManyClients = "swarm.md";

    /// <summary>Its planet has names.</summary>
    public const string Names = "names.md";

    /// <summary>What the test harness itself is doing: these are not run again from within.</summary>
    private static readonly string[] Running = ["dotnet run -c Release --project src/NetMesh", "./test.sh"];

    // Where Orleans' packages cannot be restored, this cannot work; the page says so.
    private static readonly string[] NeedingOrleans = ["dotnet build src/NetMesh -p:GrainHost=Orleans"];

    /// <summary>Runs all blocks of some pages against a planet; each must succeed.</summary>
    public static async Task RunAsync(RunningPlanet planet, IEnumerable<string> pages, int atLeast)
    {
        var blocks = pages.SelectMany(ShellBlocks).ToList();
        Assert.True(blocks.Count >= atLeast, "commands are missing");
        var port = FreePorts.One();
        foreach (var block in blocks)
        {
            var run = await ProgramRun.OfAsync("bash", ["-euc", Prelude(planet) + Adapt(block, planet, port)], planet.Folder);
            Assert.True(run.ExitCode == 0, $"{block}\nended with {run.ExitCode}\n{run.Output}\n{run.Error}\n{planet.Written}");
        }
    }

    // The page's netmesh is the one that was built with the tests, and talks to the test's planet.
    private static string Prelude(RunningPlanet planet) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        netmesh() { if [ "$1" = world ] || [ "$1" = lab ] || [ "$1" = simulate ]; then '{{ProgramRun.Dotnet}}' '{{ProgramRun.NetmeshDll}}' "$@"; elif [ "$1" = enter ]; then shift; '{{ProgramRun.Dotnet}}' '{{ProgramRun.NetmeshDll}}' enter --control-port {{planet.ControlPort}} "$@"; else '{{ProgramRun.Dotnet}}' '{{ProgramRun.NetmeshDll}}' "$@" --control-port {{planet.ControlPort}}; fi; }

        """);

    // Ports of the page are those of a planet that runs alone.
    private static string Adapt(string block, RunningPlanet planet, int prometheus) => Regex.Replace(
        block.Replace(":18080", planet.Control.Authority[planet.Control.Authority.IndexOf(':', StringComparison.Ordinal)..], StringComparison.Ordinal)
            .Replace("-p 10053", string.Create(CultureInfo.InvariantCulture, $"-p {planet.PortOffset + 53}"), StringComparison.Ordinal)
            .Replace("-p 10853", string.Create(CultureInfo.InvariantCulture, $"-p {planet.PortOffset + 853}"), StringComparison.Ordinal)
            .Replace("-p 10443", string.Create(CultureInfo.InvariantCulture, $"-p {planet.PortOffset + 443}"), StringComparison.Ordinal)
            .Replace(":10443", string.Create(CultureInfo.InvariantCulture, $":{planet.PortOffset + 443}"), StringComparison.Ordinal)
            .Replace("~/.local/share/netmesh/names", planet.Data, StringComparison.Ordinal)
            .Replace(":19090", string.Create(CultureInfo.InvariantCulture, $":{prometheus}"), StringComparison.Ordinal),
        ":181(?<region>[0-9]{2})",
        proxy => $":{planet.PortOffset + 8100 + int.Parse(proxy.Groups["region"].Value, CultureInfo.InvariantCulture)}",
        RegexOptions.None,
        Eventually.Patience);

    /// <summary>What is written in <c>```sh</c>, block by block.</summary>
    public static IEnumerable<string> ShellBlocks(string page)
    {
        StringBuilder? block = null;
        foreach (var line in File.ReadLines(page))
        {
            if (block is null)
            {
                block = line == "```sh" ? new StringBuilder() : null;
            }
            else if (line == "```")
            {
                yield return block.ToString();
                block = null;
            }
            else if (!Running.Contains(line) && !NeedingOrleans.Contains(line) && !line.StartsWith("alias netmesh=", StringComparison.Ordinal))
            {
                block.Append(line).Append('\n');
            }
        }
    }
}
