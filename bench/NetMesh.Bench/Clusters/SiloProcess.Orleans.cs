using System.Diagnostics;
using System.Globalization;

namespace NetMesh.Bench.Clusters;

/// <summary>
/// Another process of the cluster: this program with <c>cluster-silo --ports P,P,… --number N --leechers N --stored N</c>. It says <c>ready</c> when it knows all
/// others, and ends when its standard input does, thus also when the process that started it is gone.
/// </summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    private const string ReadyLine = "ready";

    private readonly Process process;

    private SiloProcess(Process process)
    {
        this.process = process;
        Ready = ReadyAsync();
    }

    /// <summary>Ends when the silo is ready; fails when its process ended instead.</summary>
    public Task Ready { get; }

    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    public static SiloProcess Start(BenchPorts ports, int number, BenchPlanet planet)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(SiloProcess).Assembly.Location);
        }

        string[] arguments =
        [
            "cluster-silo", "--ports", ports.ToString(), "--number", number.ToString(CultureInfo.InvariantCulture),
            "--leechers", planet.Leechers.ToString(CultureInfo.InvariantCulture), "--stored", planet.StoredPieces.ToString(CultureInfo.InvariantCulture),
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return new SiloProcess(Process.Start(start)!);
    }

    /// <summary>The other side of <see cref="Start"/>: what that process does.</summary>
    public static int Run(string[] args) => RunAsync(args).GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static async Task<int> RunAsync(string[] args)
    {
        var ports = BenchPorts.Parse(BenchArguments.Text(args, "--ports")!);
        var planet = new BenchPlanet((int)BenchArguments.Number(args, "--leechers", 0), (int)BenchArguments.Number(args, "--stored", 0));
        await using var silo = await BenchSilo.StartAsync(ports, (int)BenchArguments.Number(args, "--number", 1), planet);
        await silo.AllKnownAsync();
        Console.WriteLine(ReadyLine);
        await Console.In.ReadToEndAsync();
        return 0;
    }

    private async Task ReadyAsync()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line == ReadyLine)
            {
                return;
            }
        }

        throw new InvalidOperationException("a silo's process ended before it was ready");
    }
}
