using System.Diagnostics;

namespace NetMesh.Interop.Tests;

/// <summary>An unmodified client as tests drive it.</summary>
internal interface IRealClient
{
    /// <summary>Downloads everything, checks it and ends.</summary>
    /// <param name="source">A .torrent file or a magnet link.</param>
    /// <param name="folder">Where the content goes.</param>
    /// <param name="from">The address it stands at, which says in which region.</param>
    Task<ProgramRun> FetchAsync(string source, string folder, string from);

    /// <summary>Seeds what lies in a folder until it is disposed.</summary>
    SeedingClient Seed(string torrent, string folder, string from);
}

/// <summary>Both clients, by the names that tests and packages use.</summary>
internal static class RealClient
{
    public static IRealClient Named(string name) => name == "aria2c" ? new Aria() : new LibTorrent();
}

/// <summary>A client that seeds: a process of its own, ended by its id.</summary>
internal sealed class SeedingClient : IAsyncDisposable
{
    private readonly Process process;
    private readonly Task<string> output;
    private readonly Task<string> error;

    public SeedingClient(Process process)
    {
        this.process = process;
        output = process.StandardOutput.ReadToEndAsync();
        error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Ends it and returns what it wrote.</summary>
    public async Task<string> StopAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        return await output + await error;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        process.Dispose();
    }
}
