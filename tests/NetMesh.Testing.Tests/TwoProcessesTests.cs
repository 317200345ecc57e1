using System.Diagnostics;
using Xunit.Abstractions;

namespace NetMesh.Testing.Tests;

/// <summary>A seed promises the same run in every process, whatever hash seeds, addresses and timing that process has.</summary>
public sealed class TwoProcessesTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Twenty_peers_leave_the_same_trace_in_two_processes()
    {
        var (first, second) = await RunTwice("swarm --peers 20 --pieces 400");
        Assert.Equal(Trace(first), Trace(second));
        Assert.Contains("20 finished", first, StringComparison.Ordinal);
    }

    // The long one of this project. How fast it is, the bench says; a test that asserted it would judge the machine.
    [Fact]
    public async Task Thousand_peers_leave_the_same_trace_in_two_processes()
    {
        var (first, second) = await RunTwice("swarm --peers 1000 --pieces 100");
        Assert.Equal(Trace(first), Trace(second));
        Assert.Contains("1000 finished", first, StringComparison.Ordinal);
    }

    private async Task<(string First, string Second)> RunTwice(string arguments)
    {
        var runs = await Task.WhenAll(Run(arguments), Run(arguments));
        output.WriteLine(runs[0]);
        return (runs[0], runs[1]);
    }

    private static async Task<string> Run(string arguments)
    {
        var bench = Path.Combine(AppContext.BaseDirectory, "NetMesh.Bench.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", $"\"{bench}\" {arguments}")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, text + await errors);
        return text;
    }

    private static string Trace(string text) => Between(text, "trace ", "\n");

    private static string Between(string text, string before, string after) =>
        text.Split(before, 2) is [_, var rest] ? rest.Split(after, 2)[0] : throw new FormatException($"no '{before}' in: {text}");
}
