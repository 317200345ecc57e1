namespace NetMesh.Interop.Tests;

/// <summary>Every command in README and docs is run, block by block in the order of the page, against one planet.</summary>
public sealed class DocumentedCommandTests
{
    [RealClientFact("aria2c", "libtorrent", "curl")]
    public async Task Every_command_in_readme_and_docs_works_as_written()
    {
        await using var planet = await RunningPlanet.StartAsync();
        Directory.CreateSymbolicLink(Path.Combine(planet.Folder, "worlds"), Repository.PathOf("worlds"));
        var pages = Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md").Where(page => Path.GetFileName(page) is not (DocumentedCommands.SeveralProcesses or DocumentedCommands.Entered or DocumentedCommands.ManyClients or DocumentedCommands.Names))
            .Order(StringComparer.Ordinal).Prepend(Repository.PathOf("README.md"));
        await DocumentedCommands.RunAsync(planet, pages, atLeast: 6);

        Assert.Equal(64 << 20, new FileInfo(Path.Combine(planet.Folder, "downloads", "some-big-file")).Length);
        Assert.True(File.Exists(Path.Combine(planet.Folder, "downloads", "demonstration.bin")));
        foreach (var copy in (string[])["downloads", "downloads-in-singapore", "downloads-in-dublin"])
        {
            var same = await ProgramRun.OfAsync("cmp", ["some-big-file", Path.Combine(copy, "some-big-file")], planet.Folder);
            Assert.True(same.ExitCode == 0, copy + same.Output + same.Error);
        }
    }
}
