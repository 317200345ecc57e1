using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace NetMesh.Interop.Tests;

/// <summary>
/// A planet in a process of its own, as a user starts it: on free ports, with a data folder that goes with it. Ended by its own process id, whatever
/// happens.
/// </summary>
public sealed class RunningPlanet : IAsyncDisposable
{
    private readonly List<string> lines = [];
    private readonly bool ownsFolder;
    private readonly string[] launcher;
    private IReadOnlyList<string> arguments = [];
    private Process process = null!;

    private RunningPlanet(string folder, bool ownsFolder, string[] launcher)
    {
        Folder = folder;
        this.launcher = launcher;
        this.ownsFolder = ownsFolder;
    }

    /// <summary>A folder of the test's own: <see cref="Data"/> and whatever else the test puts there.</summary>
    public string Folder { get; }

    /// <summary>The planet's data folder.</summary>
    public string Data => Path.Combine(Folder, "data");

    public int PortOffset { get; } = FreePorts.Offset();

    public int ControlPort { get; } = FreePorts.One();

    public Uri Control => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{ControlPort}/"));

    /// <summary>Where real clients reach the default world's tracker over HTTP.</summary>
    public string TrackerUrl => string.Create(CultureInfo.InvariantCulture, $"http://127.16.0.9:{6969 + PortOffset}/announce");

    /// <summary>What the process wrote so far, both streams.</summary>
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

    /// <summary>Bytes of the machine's memory that the process has.</summary>
    public long WorkingSet()
    {
        process.Refresh();
        return process.WorkingSet64;
    }

    /// <summary>Starts <c>netmesh up</c> with these arguments besides ports and data, and waits for <c>ready</c>.</summary>
    /// <param name="arguments">For example <c>--no-shaping</c>.</param>
    /// <param name="folder">A folder to go on with; otherwise a new one, removed at the end.</param>
    /// <param name="launcher">A program that becomes the planet, with its arguments, such as one that makes it another user's.</param>
    /// <param name="files">Files that are to stand in the folder.</param>
    public static async Task<RunningPlanet> StartAsync(
        IEnumerable<string>? arguments = null, string? folder = null, string[]? launcher = null, IEnumerable<(string Name, string Text)>? files = null)
    {
        var planet = new RunningPlanet(folder ?? Directory.CreateTempSubdirectory("netmesh-test-").FullName, folder is null, launcher ?? []);
        try
        {
            foreach (var (name, text) in files ?? [])
            {
                await File.WriteAllTextAsync(Path.Combine(planet.Folder, name), text);
            }

            planet.arguments = [.. arguments ?? []];
            await planet.StartAsync();
            return planet;
        }
        catch
        {
            await planet.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a command of <c>netmesh</c> against this planet, in <see cref="Folder"/>.</summary>
    public Task<ProgramRun> CommandAsync(params IEnumerable<string> arguments) => ProgramRun.OfNetmeshAsync(
        [.. arguments, "--control-port", ControlPort.ToString(CultureInfo.InvariantCulture)], Folder);

    /// <summary>Makes a file of random bytes in <see cref="Folder"/>.</summary>
    public string MakeFile(string name, int length, int seed = 1)
    {
        var path = Path.Combine(Folder, name);
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>Shares a file and returns the path of its .torrent.</summary>
    public async Task<string> ShareAsync(string path, params IEnumerable<string> arguments)
    {
        var run = await CommandAsync(["share", path, .. arguments]);
        Assert.True(run.ExitCode == 0, run.Error + Written);
        return Path.Combine(Folder, Path.GetFileName(path) + ".torrent");
    }

    /// <summary>Asks the planet to stop as Ctrl-C would (or SIGTERM) and returns its exit code.</summary>
    public async Task<int> StopAsync(int signal = 15)
    {
        if (kill(process.Id, signal) != 0)
        {
            throw new InvalidOperationException($"signal {signal} could not be sent");
        }

        await process.WaitForExitAsync().WaitAsync(Eventually.Patience);
        return process.ExitCode;
    }

    /// <summary>Ends the planet as a power failure would.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            if (!process.HasExited)
            {
                await KillAsync();
            }

            process.Dispose();
        }

        if (ownsFolder)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int kill(int pid, int signal);

    /// <summary>Starts the planet again after it has ended: the same folder, ports and arguments.</summary>
    public async Task StartAgainAsync()
    {
        process.Dispose();
        await StartAsync();
    }

    private async Task StartAsync()
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        string[] program = [.. launcher, ProgramRun.Dotnet];
        process = ProgramRun.Start(
            program[0],
            [
                .. program[1..], ProgramRun.NetmeshDll, "up", "--data", Data, "--port-offset", PortOffset.ToString(CultureInfo.InvariantCulture),
                "--control-port", ControlPort.ToString(CultureInfo.InvariantCulture), .. arguments,
            ],
            Folder);
        process.OutputDataReceived += (_, e) => Note(e.Data);
        process.ErrorDataReceived += (_, e) => Note(e.Data);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException("the planet ended before it was ready"));
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await ready.Task.WaitAsync(Eventually.Patience);
        }
        catch (Exception e) when (e is InvalidOperationException or TimeoutException)
        {
            throw new InvalidOperationException($"{e.Message}\n{Written}", e);
        }

        void Note(string? line)
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
}
