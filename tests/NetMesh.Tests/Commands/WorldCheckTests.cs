using System.Text.Json;
using NetMesh.Interop.Tests;

namespace NetMesh.Tests.Commands;

public sealed class WorldCheckTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("netmesh-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_right_world_is_summed_up()
    {
        var run = await ProgramRun.OfNetmeshAsync(["world", "check", "good.yaml"], Write("good.yaml", "regions: { mars: { at: [0, 0], prefix: 127.16.0.0/16 } }"));
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("127.16.0.0/16", run.Output, StringComparison.Ordinal);
        Assert.Contains("is right: 1 regions, 0 hosts", run.Output, StringComparison.Ordinal);
        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task Json_is_one_document()
    {
        var run = await ProgramRun.OfNetmeshAsync(
            ["world", "check", "good.yaml", "--json"], Write("good.yaml", "regions: { mars: { at: [0, 0], prefix: 127.16.0.0/16 } }"));
        Assert.Equal("mars", JsonDocument.Parse(run.Output).RootElement.GetProperty("regions")[0].GetProperty("label").GetString());
    }

    [Fact]
    public async Task Every_mistake_is_a_line_on_standard_error_and_the_code_is_2()
    {
        var run = await ProgramRun.OfNetmeshAsync(["world", "check", "bad.yaml"], Write("bad.yaml", "regoins: {}\nseed: x\n"));
        Assert.Equal(2, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Equal(
            ["bad.yaml:1:1: the world has no regions", "bad.yaml:1:1: the world knows no key 'regoins'", "bad.yaml:2:7: 'seed' is 'x'"],
            run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(';')[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_one_line()
    {
        var run = await ProgramRun.OfNetmeshAsync(["world", "check", "none.yaml"], folder);
        Assert.Equal((2, "none.yaml:1:1: there is no such file; expected the path of a world file\n"), (run.ExitCode, run.Error));
    }

    private string Write(string name, string text)
    {
        File.WriteAllText(Path.Combine(folder, name), text);
        return folder;
    }
}
