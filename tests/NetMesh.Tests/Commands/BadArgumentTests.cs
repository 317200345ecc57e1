using NetMesh.Interop.Tests;

namespace NetMesh.Tests.Commands;

public sealed class BadArgumentTests
{
    [Theory]
    [InlineData(2, "unrecognized", "no-such-verb")]
    [InlineData(2, "required", "share")]
    [InlineData(2, "required", "host")]
    [InlineData(2, "--peers is 0", "share", "x", "--peers", "0")]
    [InlineData(2, "many", "share", "x", "--peers", "many")]
    [InlineData(2, "no such file", "share", "/no/such/file")]
    [InlineData(2, "--control-port is 70000", "hosts", "--control-port", "70000")]
    [InlineData(2, "exclude each other", "up", "--well-known-ports", "--port-offset", "10000")]
    [InlineData(2, "--port-offset is 60000", "--port-offset", "60000")]
    [InlineData(2, "--proxy-port and --no-proxies exclude each other", "up", "--proxy-port", "20000", "--no-proxies")]
    [InlineData(2, "--proxy-port is 65500", "up", "--proxy-port", "65500")]
    [InlineData(2, "no such file", "up", "--world", "none.yaml")]
    [InlineData(2, "there is no region 'mars' in the world; expected one of us-east", "up", "--region", "eu-west", "--region", "mars")]
    [InlineData(2, "--prefix is 198.18.0.1/15; expected an address prefix such as 198.18.0.0/15", "up", "--prefix", "198.18.0.1/15")]
    [InlineData(2, "world 'default' does not fit into 198.18.0.0/20", "up", "--prefix", "198.18.0.0/20")]
    [InlineData(2, "--listen is everywhere; expected loopback or all", "up", "--listen", "everywhere")]
    [InlineData(2, "cannot be made", "up", "--data", "/proc/no/such/folder")]
    [InlineData(2, "go with --cluster", "up", "--silo", "us-east")]
    [InlineData(2, "no such file", "cluster", "check", "none.yaml")]
    [InlineData(2, "no such file", "cluster", "init", "none.yaml")]
    [InlineData(2, "'--cluster' is required", "gateway")]
    [InlineData(2, "--seeds is 9..3; expected a range such as 1..100", "simulate", "--seeds", "9..3")]
    [InlineData(2, "--parallel is 0", "simulate", "--parallel", "0")]
    [InlineData(2, "required", "kill")]
    [InlineData(2, "required command was not provided; see netmesh fault --help", "fault")]
    [InlineData(2, "required", "fault", "partition", "us-east")]
    [InlineData(2, "--latency", "fault", "degrade", "us-east", "eu-west")]
    [InlineData(2, "--latency is 3s; expected how many times the usual", "fault", "degrade", "us-east", "eu-west", "--latency", "3s")]
    [InlineData(2, "--latency is 0x; expected how many times the usual", "fault", "degrade", "us-east", "eu-west", "--latency", "0x")]
    [InlineData(2, "the share is 5; expected a percentage from 0 % to 100 %", "fault", "loss", "us-east", "eu-west", "5")]
    [InlineData(2, "the share is 101%; expected a percentage", "fault", "link", "tracker", "101%")]
    [InlineData(2, "a link that runs at 0 % is no link", "fault", "link", "tracker", "0%")]
    [InlineData(2, "it is not said what to heal; expected two regions", "fault", "heal")]
    [InlineData(2, "--all and names exclude each other", "fault", "heal", "us-east", "--all")]
    [InlineData(1, "no planet is running", "kill", "tracker", "--control-port", "1")]
    [InlineData(1, "no planet is running", "hosts", "--control-port", "1")]
    [InlineData(1, "no planet is running", "host", "tracker", "--control-port", "1")]
    [InlineData(1, "no planet is running", "share", "/proc/self/cmdline", "--control-port", "1")]
    public async Task Bad_arguments_get_one_clear_line_and_their_exit_code(int exitCode, string message, params string[] arguments)
    {
        var run = await InProcess.OfNetmeshAsync(arguments);
        Assert.True(exitCode == run.ExitCode, run.Error);
        Assert.Contains(message, run.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(run.Error.IndexOf('\n', StringComparison.Ordinal), run.Error.Length - 1);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Theory]
    [InlineData(2, "netmesh: --peers is 0", "share", "x", "--peers", "0")]
    [InlineData(1, "netmesh: no planet is running", "hosts", "--control-port", "1")]
    public async Task The_program_ends_with_that_code_and_that_line(int exitCode, string message, params string[] arguments)
    {
        var run = await ProgramRun.OfNetmeshAsync(arguments);
        Assert.Equal((exitCode, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(message, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.Trim().Split('\n'));
    }

    [Fact]
    public async Task Help_lists_the_verbs()
    {
        var run = await ProgramRun.OfNetmeshAsync(["--help"]);
        Assert.Equal(0, run.ExitCode);
        Assert.All((string[])["up", "share", "hosts", "host", "kill", "start", "fault", "world"], verb => Assert.Contains($"\n  {verb} ", run.Output, StringComparison.Ordinal));
    }
}
