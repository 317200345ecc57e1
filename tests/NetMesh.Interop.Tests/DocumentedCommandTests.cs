using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace NetMesh.Interop.Tests;

/// <summary>Every command in README and docs is run, block by block in the order of the page, against one planet.</summary>
public sealed class DocumentedCommandTests
{
    // Its commands need network namespaces, and start processes of their own.
    private const string SeveralProcesses = "cluster.md";

    // Its commands need a namespace of their own.
    private const string Entered = "enter.md";

    // So do its clients, on a planet whose addresses all of them accept.
    private const string ManyClients = "swarm.md";

    /// <summary>What the test harness itself is doing: these are not run again from within.</summary>
    private static readonly string[] Running = ["dotnet run -c Release --project src/NetMesh", "./test.sh"];

    // Where Orleans' packages cannot be restored, this cannot work; the page says so.
    private static readonly string[] NeedingOrleans = ["dotnet build src/NetMesh -p:GrainHost=Orleans"];

    [RealClientFact("aria2c", "libtorrent", "curl")]
    public async Task Every_command_in_readme_and_docs_works_as_written()
    {
        await using var planet = await RunningPlanet.StartAsync();
        Directory.CreateSymbolicLink(Path.Combine(planet.Folder, "worlds"), Repository.PathOf("worlds"));
        var pages = Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md").Where(page => Path.GetFileName(page) is not (SeveralProcesses or Entered or ManyClients))
            .Order(StringComparer.Ordinal).Prepend(Repository.PathOf("README.md"));
        await RunAsync(planet, pages, atLeast: 6);

        Assert.Equal(64 << 20, new FileInfo(Path.Combine(planet.Folder, "downloads", "some-big-file")).Length);
        Assert.True(File.Exists(Path.Combine(planet.Folder, "downloads", "demonstration.bin")));
        foreach (var copy in (string[])["downloads", "downloads-in-singapore", "downloads-in-dublin"])
        {
            var same = await ProgramRun.OfAsync("cmp", ["some-big-file", Path.Combine(copy, "some-big-file")], planet.Folder);
            Assert.True(same.ExitCode == 0, copy + same.Output + same.Error);
        }
    }

    [RealClientFact("aria2c", "curl", RealClients.Enter)]
    public async Task Every_command_about_entering_works_as_written()
    {
        await using var planet = await RunningPlanet.StartAsync();
        await RunAsync(planet, [Repository.PathOf("docs", Entered)], atLeast: 3);
        Assert.Equal(8 << 20, new FileInfo(Path.Combine(planet.Folder, "downloads", "some-big-file")).Length);
    }

    [RealClientFact("aria2c", "libtorrent", "transmission-daemon", "rtorrent", "prometheus", "curl", RealClients.Enter)]
    public async Task Every_command_about_a_swarm_of_many_clients_works_as_written()
    {
        await using var planet = await RunningPlanet.StartAsync(["--prefix", "198.18.0.0/15"]);
        try
        {
            await RunAsync(planet, [Repository.PathOf("docs", ManyClients)], atLeast: 8);
        }
        finally
        {
            // Whatever came of it: no client, and no Prometheus, outlives the test.
            await ProgramRun.OfAsync("bash", ["-c", "touch enough; [ ! -e prometheus.pid ] || kill $(cat prometheus.pid)"], planet.Folder);
            await Eventually.HoldsAsync(async () => (await planet.CommandAsync("hosts")).Output is var hosts && !hosts.Contains(" libtorrent ", StringComparison.Ordinal) && !hosts.Contains(" aria2 ", StringComparison.Ordinal));
        }
    }

    [RealClientFact("aria2c", "curl", RealClients.Namespaces)]
    public async Task Every_command_about_several_processes_works_as_written()
    {
        var folder = Directory.CreateTempSubdirectory("netmesh-documented-").FullName;
        var script = $"{Repository.PathOf("deploy", "namespaces.sh")} -n nmdoc{Environment.ProcessId}";
        var prelude = $"export NETMESH='{ProgramRun.Dotnet} {ProgramRun.NetmeshDll}' NETMESH_STATE='{Path.Combine(folder, "state")}'\n";
        try
        {
            var blocks = ShellBlocks(Repository.PathOf("docs", SeveralProcesses)).ToList();
            Assert.True(blocks.Count >= 3, "the tour is missing");
            foreach (var block in blocks)
            {
                var run = await ProgramRun.OfAsync(
                    "bash", ["-euc", prelude + block.Replace("deploy/namespaces.sh", script, StringComparison.Ordinal)], folder);
                Assert.True(run.ExitCode == 0, $"{block}\nended with {run.ExitCode}\n{run.Output}\n{run.Error}");
            }

            Assert.Equal(16 << 20, new FileInfo(Path.Combine(folder, "downloads", "some-big-file")).Length);
            Assert.False(Directory.Exists(Path.Combine(folder, "state")), "'down' leaves nothing behind");
        }
        finally
        {
            await ProgramRun.OfAsync("bash", ["-uc", $"{prelude}{script} down"]);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task RunAsync(RunningPlanet planet, IEnumerable<string> pages, int atLeast)
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
            .Replace(":19090", string.Create(CultureInfo.InvariantCulture, $":{prometheus}"), StringComparison.Ordinal),
        ":181(?<region>[0-9]{2})",
        proxy => $":{planet.PortOffset + 8100 + int.Parse(proxy.Groups["region"].Value, CultureInfo.InvariantCulture)}",
        RegexOptions.None,
        Eventually.Patience);

    private static IEnumerable<string> ShellBlocks(string page)
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
