using System.Diagnostics;
using System.Text;

namespace NetMesh.Interop.Tests;

/// <summary>A program that ran to its end.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
public sealed record ProgramRun(int ExitCode, string Output, string Error)
{
    /// <summary>Runs a program; one that takes longer than <paramref name="limit"/> is killed and fails the test.</summary>
    public static async Task<ProgramRun> OfAsync(string program, IEnumerable<string> arguments, string? workingDirectory = null, TimeSpan? limit = null)
    {
        using var process = Start(program, arguments, workingDirectory);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var late = new CancellationTokenSource(limit ?? TimeSpan.FromMinutes(4));
        try
        {
            await process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} did not end in time.\n{await output}\n{await error}", e);
        }

        return new ProgramRun(process.ExitCode, await output, await error);
    }

    /// <summary>The planet's own executable, as it was built with the tests.</summary>
    public static Task<ProgramRun> OfNetmeshAsync(IEnumerable<string> arguments, string? workingDirectory = null, TimeSpan? limit = null) =>
        OfAsync(Dotnet, [NetmeshDll, .. arguments], workingDirectory, limit);

    internal static string Dotnet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    internal static string NetmeshDll => Path.Combine(AppContext.BaseDirectory, "netmesh.dll");

    internal static Process Start(string program, IEnumerable<string> arguments, string? workingDirectory, bool redirectsInput = false)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = redirectsInput,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingDirectory ?? "",
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
    }
}
