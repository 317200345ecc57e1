using System.Diagnostics;
using NetMesh.Embedded.Traces;

namespace NetMesh.Embedded.Tests.Traces;

public class TraceTests
{
    [Fact]
    public void Two_runs_with_one_seed_have_one_hash_and_other_seeds_have_others()
    {
        var first = GossipRun.Run(1);
        Assert.True(first.Count > 5000);
        Assert.Equal(first, GossipRun.Run(1));
        Assert.NotEqual(first.Hash, GossipRun.Run(2).Hash);
    }

    [Fact]
    public async Task Two_processes_with_one_seed_have_one_hash()
    {
        var (first, second) = (Start("7"), Start("7"));
        var line = await first;
        Assert.Equal(line, await second);
        var (hash, count) = GossipRun.Run(7);
        Assert.Equal($"{hash:x16} {count}", line);
    }

    [Fact]
    public void The_first_call_that_differs_between_two_runs_is_found()
    {
        var directory = Directory.CreateTempSubdirectory("netmesh-trace-").FullName;
        try
        {
            var difference = TraceComparison.FirstDifference(
                options => GossipRun.Run(5, options), options => GossipRun.Run(5, options, TimeSpan.FromSeconds(10)), directory, every: 100);
            Assert.NotNull(difference);
            Assert.DoesNotContain("Talk", difference.ToString(), StringComparison.Ordinal);
            Assert.Contains("IGossipGrain.Hear", difference.Second, StringComparison.Ordinal);
            Assert.Matches("^[0-9]+ 10[0-9]{9} ns gossip/", difference.Second);
            Assert.Null(TraceComparison.FirstDifference(options => GossipRun.Run(5, options), options => GossipRun.Run(5, options), directory, every: 100));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public void The_difference_of_different_seeds_is_an_early_one()
    {
        var directory = Directory.CreateTempSubdirectory("netmesh-trace-").FullName;
        try
        {
            Assert.NotNull(TraceComparison.FirstDifference(options => GossipRun.Run(1, options), options => GossipRun.Run(2, options), directory));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<string> Start(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(TraceTests).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return text.Trim();
    }
}
