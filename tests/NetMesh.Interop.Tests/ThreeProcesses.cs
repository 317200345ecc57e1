using System.Globalization;
using System.Text.Json;

namespace NetMesh.Interop.Tests;

/// <summary>
/// Three processes, each in a network namespace that holds one region, as <c>deploy/namespaces.sh</c> lays and starts them. Nothing is left behind, whatever
/// happens. Their control APIs answer only inside their namespaces, so they are asked from there.
/// </summary>
internal sealed class ThreeProcesses : IAsyncDisposable
{
    private static int count;

    private readonly string name = string.Create(CultureInfo.InvariantCulture, $"nm{Environment.ProcessId}-{Interlocked.Increment(ref count)}");

    private ThreeProcesses()
    {
    }

    public static IReadOnlyList<string> Regions { get; } = ["us-east", "eu-west", "ap-south"];

    /// <summary>A folder of the test's own.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("netmesh-three-").FullName;

    private static string Script => Repository.PathOf("deploy", "namespaces.sh");

    /// <summary>Why there can be no namespaces here, in one line; null when there can.</summary>
    public static string? WhyNot()
    {
        using var check = ProgramRun.Start(Script, ["check"], null);
        var said = check.StandardError.ReadToEnd().Trim();
        check.WaitForExit();
        return check.ExitCode == 0 ? null : said;
    }

    public static async Task<ThreeProcesses> StartAsync()
    {
        var three = new ThreeProcesses();
        try
        {
            await three.MustAsync("up");
            return three;
        }
        catch
        {
            await three.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends a region's process as a power failure would.</summary>
    public Task KillAsync(string region) => MustAsync("kill", region);

    /// <summary>Starts a region's process again on the same data, and waits for <c>ready</c>.</summary>
    public Task StartAgainAsync(string region) => MustAsync("start", region);

    /// <summary>Runs a program inside a region's namespace; <c>netmesh</c> is the one built with the tests.</summary>
    public Task<ProgramRun> InAsync(string region, params IEnumerable<string> command) => ScriptAsync(["in", region, .. command]);

    /// <summary>The same, and it must succeed; its standard output.</summary>
    public Task<string> MustInAsync(string region, params IEnumerable<string> command) => MustAsync(["in", region, .. command]);

    /// <summary>Waits until a region's members of the torrent all have everything.</summary>
    public Task SeedingAsync(string region, string infoHash, int members)
    {
        var last = "";
        return Eventually.HoldsAsync(
            async () =>
            {
                last = await ControlAsync(region, "api/swarms");
                return JsonDocument.Parse(last).RootElement.GetProperty("swarms").EnumerateArray()
                    .Any(it => it.GetProperty("infoHash").GetString() == infoHash && it.GetProperty("seeding").GetInt32() == members);
            },
            async () => $"{members} in {region} should have everything; it says {last}\n{await WrittenAsync()}");
    }

    /// <summary>Bytes of the peer wire that a region's process has sent to another region, be it to real clients or to peers of another process.</summary>
    public async Task<double> SentAsync(string region, string to) =>
        (await ControlAsync(region, "metrics")).Split('\n')
            .Where(line => line.StartsWith("netmesh_gateway_bytes", StringComparison.Ordinal)
                && ((string[])["protocol=\"peer-wire\"", $"region=\"{to}\"", "direction=\"out\""]).All(label => line.Contains(label, StringComparison.Ordinal)))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));

    /// <summary>What all processes wrote since their last start.</summary>
    public async Task<string> WrittenAsync() =>
        string.Join('\n', await Task.WhenAll(Regions.Select(async region => $"{region}:\n{(await ScriptAsync(["log", region])).Output}")));

    public async ValueTask DisposeAsync()
    {
        await MustAsync("down");
        Directory.Delete(Folder, recursive: true);
    }

    private Task<string> ControlAsync(string region, string path) => MustInAsync(region, "curl", "-sSf", "--noproxy", "*", "http://127.0.0.1:18080/" + path);

    private async Task<string> MustAsync(params IEnumerable<string> arguments)
    {
        var run = await ScriptAsync(arguments);
        Assert.True(run.ExitCode == 0, $"{string.Join(' ', arguments)} ended with {run.ExitCode}\n{run.Output}\n{run.Error}");
        return run.Output;
    }

    private Task<ProgramRun> ScriptAsync(IEnumerable<string> arguments) => ProgramRun.OfAsync(
        "env",
        [
            $"NETMESH={ProgramRun.Dotnet} {ProgramRun.NetmeshDll}", $"NETMESH_STATE={Path.Combine(Folder, "state")}", .. Processes.Variables,
            Script, "-n", name, .. arguments],
        Folder,
        TimeSpan.FromMinutes(5));
}
