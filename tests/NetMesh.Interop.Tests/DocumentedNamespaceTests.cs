namespace NetMesh.Interop.Tests;

/// <summary>Pages whose commands need network namespaces: each is run with a planet of its own.</summary>
[Collection(nameof(ThreeProcesses))]
public sealed class DocumentedNamespaceTests
{
    [RealClientFact("aria2c", "curl", RealClients.Enter)]
    public async Task Every_command_about_entering_works_as_written()
    {
        await using var planet = await RunningPlanet.StartAsync();
        await DocumentedCommands.RunAsync(planet, [Repository.PathOf("docs", DocumentedCommands.Entered)], atLeast: 3);
        Assert.Equal(8 << 20, new FileInfo(Path.Combine(planet.Folder, "downloads", "some-big-file")).Length);
    }

    [RealClientFact("aria2c", "curl", RealClients.Namespaces)]
    public async Task Every_command_about_several_processes_works_as_written()
    {
        var folder = Directory.CreateTempSubdirectory("netmesh-documented-").FullName;
        var script = $"{Repository.PathOf("deploy", "namespaces.sh")} -n nmdoc{Environment.ProcessId}";
        var prelude = $"export NETMESH='{ProgramRun.Dotnet} {ProgramRun.NetmeshDll}' NETMESH_STATE='{Path.Combine(folder, "state")}'\n";
        try
        {
            var blocks = DocumentedCommands.ShellBlocks(Repository.PathOf("docs", DocumentedCommands.SeveralProcesses)).ToList();
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
}
