using System.Text.Json;
using NetMesh.Interop.Tests;

namespace NetMesh.Tests.Commands;

/// <summary>The command as a user sees it; where it can be, on a lab of two peers and a mebibyte.</summary>
public sealed class LabRunTests : IDisposable
{
    internal const string Small =
        """
        name: small
        question: How long does it take?
        method: A server has a file, and peers want it.
        parameters:
          peers: { value: [2, 3], about: hosts that want the file }
          up:    { value: 2 Mb/s, about: everybody's uplink }
        world:
          regions: { here: { at: [0, 0], prefix: 127.16.0.0/16 } }
          access: { home: { up: "${up}", down: "${10 * up}", latency: 5 ms } }
          hosts:
            tracker: { region: here, runs: tracker }
            server:  { region: here, access: home }
            peer:    { region: here, access: home, count: "${peers}" }
          swarms:
            file:
              content: 1 MiB
              piece: 64 KiB
              tracker: tracker
              seeds:    { count: 1, on: server }
              leechers: { count: "${peers}", on: peer }
        sample-every: 1 s
        measures:
          last:  { probe: completion, value: last, unit: s, about: the last one has it }
        series:
          so-far: { probe: completion, value: finished, unit: peers, about: how many have it }
        theory:
          bound: { measure: last, must: at-least, expects: "peer-to-peer(1 MiB, peers, up, 10 * up, peers * up)", about: all links are busy, source: Kurose and Ross }
        figures:
          - { title: the last one, x: peers, y: [last, bound] }
          - { title: so far, x: time, y: so-far, by: peers }
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("netmesh-test-").FullName;

    public LabRunTests() => Write(Small);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_lab_whose_oracles_are_met_ends_with_0_and_leaves_its_files()
    {
        var run = await RunAsync("--out", "answer", "--record");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("2 of 2 oracles met", run.Output, StringComparison.Ordinal);
        Assert.Contains("│ 3     │", run.Output, StringComparison.Ordinal);
        Assert.Contains("run 2 of 2", run.Error, StringComparison.Ordinal);
        Assert.Equal(["small.csv", "small.html", "small.json", "small.recording.ndjson"], Directory.EnumerateFiles(Path.Combine(folder, "answer")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var page = await File.ReadAllTextAsync(Path.Combine(folder, "answer", "small.html"));
        Assert.Contains("<pre>netmesh lab run small.yaml --seed 1 --repetitions 1</pre>", page, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lab_whose_oracle_is_missed_ends_with_1()
    {
        Write(Small.Replace("must: at-least", "must: at-most", StringComparison.Ordinal));
        var run = await RunAsync();
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("0 of 2 oracles met", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_comes_to_no_end_is_given_up_and_ends_with_1()
    {
        Write(Small + "\nat-most: 2 s");
        var run = await RunAsync("--set", "peers=2");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("1 runs given up", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_one_document_and_two_processes_agree_on_it()
    {
        string[] arguments = ["--json", "--seed", "5", "--repetitions", "2", "--parallel", "2"];
        var (first, second) = (await RunAsync(arguments), await RunAsync(arguments));
        Assert.True(first.ExitCode == 0, first.Error);
        var (a, b) = (JsonDocument.Parse(first.Output).RootElement, JsonDocument.Parse(second.Output).RootElement);
        Assert.Equal(("small", 5), (a.GetProperty("name").GetString(), a.GetProperty("seed").GetInt64()));
        Assert.Matches("^[0-9a-f]{16}$", a.GetProperty("traceHash").GetString());
        Assert.Equal(a.GetProperty("traceHash").GetString(), b.GetProperty("traceHash").GetString());
        Assert.Equal(Hashes(a), Hashes(b));
        Assert.Equal(4, Hashes(a).Distinct().Count());
        Assert.All(a.GetProperty("oracle").EnumerateArray(), oracle => Assert.True(oracle.GetProperty("met").GetBoolean()));

        // One after the other they are the same runs.
        var alone = await RunAsync("--json", "--seed", "5", "--repetitions", "2", "--parallel", "1");
        Assert.Equal(Hashes(a), Hashes(JsonDocument.Parse(alone.Output).RootElement));
    }

    [Fact]
    public async Task Parameters_are_set_and_swept()
    {
        var run = await RunAsync("--json", "--set", "peers=2", "--set", "up=1 Mb/s, 4 Mb/s");
        var rows = JsonDocument.Parse(run.Output).RootElement.GetProperty("rows").EnumerateArray().ToList();
        Assert.Equal(["1 Mb/s", "4 Mb/s"], rows.Select(row => row.GetProperty("parameters").GetProperty("up").GetString()!));
        var last = rows.ConvertAll(row => row.GetProperty("measures").GetProperty("last").GetProperty("mean").GetDouble());
        Assert.True(last[0] > 2 * last[1], $"{last[0]} s with 1 Mb/s, {last[1]} s with 4 Mb/s");
        Assert.Contains("--set 'up=1 Mb/s,4 Mb/s'", JsonDocument.Parse(run.Output).RootElement.GetProperty("command").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_the_wall_clock_real_bytes_move()
    {
        var run = await RunAsync("--json", "--realtime", "--set", "peers=2", "--set", "up=50 Mb/s");
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        var root = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal(JsonValueKind.Null, root.GetProperty("traceHash").ValueKind);
        Assert.True(root.GetProperty("rows")[0].GetProperty("runs")[0].GetProperty("done").GetBoolean());
    }

    [Fact]
    public async Task Every_mistake_is_a_line_on_standard_error_and_the_code_is_2()
    {
        Write(Small.Replace("up: \"${up}\"", "up: \"${upp}\"", StringComparison.Ordinal).Replace("expects: \"peer", "expects: \"pear", StringComparison.Ordinal));
        var run = await RunAsync();
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Equal("small.yaml:27:52: 'expects' is 'pear-to-peer(1 MiB, peers, up, 10 * up, peers * up)', where there is no function 'pear-to-peer'; expected 'peer-to-peer', perhaps\n", run.Error);

        Write(Small.Replace("up: \"${up}\"", "up: \"${upp}\"", StringComparison.Ordinal));
        Assert.Equal("small.yaml:9:25: in '${upp}' there is no 'upp'; expected 'up', perhaps\n", (await RunAsync()).Error);
    }

    [Theory]
    [InlineData("there is no lab 'no-such-lab'; expected one of churn, distribution-time, ", "no-such-lab")]
    [InlineData("none.yaml:1:1: there is no such file", "none.yaml")]
    [InlineData("--set is 'peers'; expected a parameter and its value, such as peers=10", "small.yaml", "--set", "peers")]
    [InlineData("--set names 'peers' twice", "small.yaml", "--set", "peers=1", "--set", "peers=2")]
    [InlineData("--set names 'pers', which is no parameter of this lab; expected 'peers', perhaps", "small.yaml", "--set", "pers=2")]
    [InlineData("--cases names 'few', which this lab has not", "small.yaml", "--cases", "few")]
    [InlineData("'count' is 'many'; expected a whole number", "small.yaml", "--set", "peers=many")]
    [InlineData("--repetitions is 0; expected a number from 1 to 1000", "small.yaml", "--repetitions", "0")]
    public async Task Arguments_that_make_no_sense_are_one_line_and_2(string message, params string[] arguments)
    {
        var run = await InProcess.OfNetmeshAsync(["lab", "run", .. arguments.Select(word => word.EndsWith(".yaml", StringComparison.Ordinal) ? Path.Combine(folder, word) : word)]);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_labs_that_come_with_netmesh_are_listed_and_right()
    {
        var list = await ProgramRun.OfNetmeshAsync(["lab", "list", "--json"], folder);
        var names = JsonDocument.Parse(list.Output).RootElement.EnumerateArray().Select(lab => lab.GetProperty("name").GetString()!).ToList();
        Assert.Contains("distribution-time", names);
        Assert.Contains("How long", (await ProgramRun.OfNetmeshAsync(["lab", "list"], folder)).Output, StringComparison.Ordinal);
    }

    private static List<string?> Hashes(JsonElement root) =>
        [.. from row in root.GetProperty("rows").EnumerateArray() from run in row.GetProperty("runs").EnumerateArray() select run.GetProperty("traceHash").GetString()];

    private Task<ProgramRun> RunAsync(params string[] arguments) => ProgramRun.OfNetmeshAsync(["lab", "run", "small.yaml", .. arguments], folder);

    private void Write(string text) => File.WriteAllText(Path.Combine(folder, "small.yaml"), text);
}
