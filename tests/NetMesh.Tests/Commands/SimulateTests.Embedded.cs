using System.Text.Json;
using NetMesh.Interop.Tests;

namespace NetMesh.Tests.Commands;

public sealed class SimulateTests
{
    [Fact]
    public async Task Seeds_pass_and_leave_the_same_traces_in_two_processes()
    {
        var text = await ProgramRun.OfNetmeshAsync(["simulate", "--seeds", "3..5", "--parallel", "1"]);
        Assert.True(text.ExitCode == 0, text.Output + text.Error);
        Assert.EndsWith("3 seeds, 3 passed, 0 failed\n", text.Output, StringComparison.Ordinal);

        var json = await ProgramRun.OfNetmeshAsync(["simulate", "--seeds", "3..5", "--json"]);
        var summary = JsonDocument.Parse(json.Output).RootElement;
        Assert.Equal((3, 0), (summary.GetProperty("passed").GetInt32(), summary.GetProperty("failed").GetInt32()));
        foreach (var outcome in summary.GetProperty("outcomes").EnumerateArray())
        {
            Assert.Contains($"seed {outcome.GetProperty("seed")}: trace {outcome.GetProperty("traceHash")},", text.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Table_of_all_seeds_is_left_in_the_folder()
    {
        var folder = Directory.CreateTempSubdirectory("netmesh-simulate-").FullName;
        try
        {
            var run = await ProgramRun.OfNetmeshAsync(["simulate", "--seeds", "1..2", "--out", Path.Combine(folder, "here")]);
            Assert.True(run.ExitCode == 0, run.Output + run.Error);
            var rows = File.ReadAllLines(Path.Combine(folder, "here", "seeds.csv"));
            Assert.Equal(["seed,passed,trace_hash,elapsed_s,events,peers,finished", "1,1,", "2,1,"], rows.Select((row, at) => at == 0 ? row : row[..4]));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
