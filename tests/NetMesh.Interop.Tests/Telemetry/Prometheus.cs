using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace NetMesh.Interop.Tests;

/// <summary>A Prometheus of the test's own, as Debian has it: on a free port of 127.0.0.1, with a folder that goes with it, ended by its process id.</summary>
internal sealed class Prometheus : IAsyncDisposable
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false });

    private readonly string folder = Directory.CreateTempSubdirectory("netmesh-prometheus-").FullName;
    private readonly int port = FreePorts.One();
    private readonly StringBuilder written = new();
    private Process process = null!;

    private Prometheus()
    {
    }

    private string Written
    {
        get
        {
            lock (written)
            {
                return written.ToString();
            }
        }
    }

    /// <summary>Starts it, and waits until it is ready.</summary>
    /// <param name="target">Whose <c>/metrics</c> it scrapes every second: host and port.</param>
    public static async Task<Prometheus> StartAsync(string target)
    {
        var prometheus = new Prometheus();
        try
        {
            await prometheus.RunAsync(target);
            return prometheus;
        }
        catch
        {
            await prometheus.DisposeAsync();
            throw;
        }
    }

    /// <summary>What a query yields now, every series with its value; nothing too while nothing is known.</summary>
    public async Task<IReadOnlyList<(JsonElement Labels, double Value)>> QueryAsync(string query) =>
    [
        .. from series in (await AskAsync("query?query=" + Uri.EscapeDataString(query))).GetProperty("result").EnumerateArray()
           select (series.GetProperty("metric"), double.Parse(series.GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture)),
    ];

    /// <summary>All values that a metric's label has.</summary>
    public async Task<IReadOnlyList<string>> LabelValuesAsync(string metric, string label) =>
        [.. (await AskAsync($"label/{label}/values?match[]={Uri.EscapeDataString(metric)}")).EnumerateArray().Select(value => value.GetString()!)];

    /// <summary>Waits until a query yields something; fails with the query when it does not.</summary>
    public async Task<IReadOnlyList<(JsonElement Labels, double Value)>> AnswerAsync(string query)
    {
        IReadOnlyList<(JsonElement Labels, double Value)> answer = [];
        await Eventually.HoldsAsync(async () => (answer = await QueryAsync(query)).Count > 0, () => new($"empty: {query}\n{Written}"));
        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            if (!process.HasExited)
            {
                process.Kill();
                await process.WaitForExitAsync();
            }

            process.Dispose();
        }

        Directory.Delete(folder, recursive: true);
    }

    private async Task RunAsync(string target)
    {
        var configuration = Path.Combine(folder, "prometheus.yml");
        await File.WriteAllTextAsync(configuration, $$"""
            global: { scrape_interval: 1s }
            scrape_configs:
              - { job_name: netmesh, static_configs: [{ targets: ["{{target}}"] }] }
            """);
        process = ProgramRun.Start(
            "prometheus",
            [
                $"--config.file={configuration}", $"--storage.tsdb.path={Path.Combine(folder, "data")}", "--log.level=warn",
                string.Create(CultureInfo.InvariantCulture, $"--web.listen-address=127.0.0.1:{port}"),
            ],
            folder);
        process.OutputDataReceived += Note;
        process.ErrorDataReceived += Note;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Eventually.HoldsAsync(
            async () =>
            {
                try
                {
                    using var answer = await Http.GetAsync(At("-/ready"));
                    return answer.IsSuccessStatusCode;
                }
                catch (HttpRequestException e)
                {
                    return process.HasExited ? throw new InvalidOperationException($"Prometheus ended with {process.ExitCode}\n{Written}", e) : false;
                }
            },
            () => new(Written));
    }

    // A query that is wrong has an answer that says why.
    private async Task<JsonElement> AskAsync(string what)
    {
        using var answer = await Http.GetAsync(At("api/v1/" + what));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{what}\n{text}");
        return JsonDocument.Parse(text).RootElement.GetProperty("data");
    }

    private Uri At(string path) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/{path}"));

    private void Note(object sender, DataReceivedEventArgs line)
    {
        lock (written)
        {
            written.AppendLine(line.Data);
        }
    }
}
