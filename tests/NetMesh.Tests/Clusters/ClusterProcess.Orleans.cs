using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using NetMesh.Interop.Tests;

namespace NetMesh.Tests.Clusters;

/// <summary>A process of a cluster, as a user starts it. Ended by its own process id, whatever happens.</summary>
internal sealed class ClusterProcess : IAsyncDisposable
{
    private const int TailLines = 40;

    // Longer than a silo waits for another one's answer (half a minute), so that it says so itself.
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(45);

    private readonly List<string> lines = [];
    private readonly Dictionary<string, string> answers = new(StringComparer.Ordinal);
    private readonly string command;
    private readonly Process process;
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="folder">Where it runs.</param>
    /// <param name="controlPort">Port of its control API.</param>
    /// <param name="arguments">Its command and options, without that port.</param>
    public ClusterProcess(string folder, int controlPort, params IEnumerable<string> arguments)
    {
        Control = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{controlPort}/"));
        command = string.Join(' ', arguments);
        process = ProgramRun.Start(
            ProgramRun.Dotnet, [ProgramRun.NetmeshDll, .. arguments, "--control-port", controlPort.ToString(CultureInfo.InvariantCulture)], folder);
        process.OutputDataReceived += (_, e) => Note(e.Data);
        process.ErrorDataReceived += (_, e) => Note(e.Data);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException("it ended before it was ready"));
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri Control { get; }

    /// <summary>What it wrote so far, both streams.</summary>
    public string Written
    {
        get
        {
            lock (lines)
            {
                return string.Join('\n', lines);
            }
        }
    }

    /// <summary>What it answered last to each question, and the end of what it wrote: for whoever reads of a failure.</summary>
    public string Seen
    {
        get
        {
            lock (lines)
            {
                string[] seen =
                [
                    $"== {command}{(process.HasExited ? $" (ended with {process.ExitCode})" : "")}",
                    .. answers.Select(answer => $"{answer.Key}: {answer.Value}"),
                    .. lines.TakeLast(TailLines),
                ];
                return string.Join('\n', seen);
            }
        }
    }

    /// <summary>Waits for the line <c>ready</c>.</summary>
    public async Task<ClusterProcess> ReadyAsync()
    {
        try
        {
            await ready.Task.WaitAsync(Eventually.Patience);
            return this;
        }
        catch (Exception e) when (e is InvalidOperationException or TimeoutException)
        {
            throw new InvalidOperationException($"{e.Message}\n{Written}", e);
        }
    }

    /// <summary>Asks its control API; null: it had no answer, or none within <see cref="AnswersWithin"/>.</summary>
    public async Task<JsonElement?> AskAsync(string path)
    {
        using var http = new HttpClient { BaseAddress = Control, Timeout = AnswersWithin };
        try
        {
            using var response = await http.GetAsync(path);
            var text = await response.Content.ReadAsStringAsync();
            Note(path, $"{(int)response.StatusCode} {text}");
            return response.IsSuccessStatusCode ? JsonDocument.Parse(text).RootElement : null;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            Note(path, e.Message);
            return null;
        }
    }

    /// <summary>Ends it as a power failure would.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Asks it to drain, and returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        _ = kill(process.Id, 15);
        await process.WaitForExitAsync().WaitAsync(Eventually.Patience);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int kill(int pid, int signal);

    private void Note(string path, string answer)
    {
        lock (lines)
        {
            answers[path] = answer;
        }
    }

    private void Note(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (lines)
        {
            lines.Add(line);
        }

        if (line == "ready")
        {
            ready.TrySetResult();
        }
    }
}
