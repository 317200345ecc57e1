using System.ComponentModel;
using System.Diagnostics;
using NetMesh.Commands;

namespace NetMesh.Entering;

/// <summary>Programs of the system that make and furnish namespaces, and any that a user names.</summary>
internal static class SystemPrograms
{
    // An ordinary user's path often lacks where ip lies.
    private static readonly string[] Beside = ["/usr/sbin", "/sbin", "/usr/bin", "/bin"];

    /// <summary>A program as a shell finds it: along PATH unless the name holds a slash. Null when there is none.</summary>
    public static string? Find(string name) => Find(name, []);

    /// <summary>A program that must be there.</summary>
    /// <exception cref="CommandFailure">It is not installed.</exception>
    public static string Require(string name, string package) => Find(name, Beside)
        ?? throw new CommandFailure(ExitCodes.Unusable, $"{name} is not installed, and netmesh enter needs it (apt-get install {package})");

    /// <summary>Runs a program to its end, with this input; null when all went well, else what it said, in one line.</summary>
    public static async Task<string?> ComplaintOfAsync(string program, IEnumerable<string> arguments, string input, CancellationToken cancelled)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var error = process.StandardError.ReadToEndAsync(cancelled);
            var output = process.StandardOutput.ReadToEndAsync(cancelled);
            try
            {
                await process.StandardInput.WriteAsync(input.AsMemory(), cancelled);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // It ended without reading; its exit code says why.
            }

            await process.WaitForExitAsync(cancelled);
            _ = await output;
            var said = string.Join("; ", (await error).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
            return process.ExitCode == 0 ? null : said.Length > 0 ? said : $"{Path.GetFileName(program)} ended with {process.ExitCode}";
        }
        catch (Win32Exception e)
        {
            return e.Message;
        }
    }

    private static string? Find(string name, IEnumerable<string> beside) =>
        name.Contains('/', StringComparison.Ordinal)
            ? File.Exists(name) ? Path.GetFullPath(name) : null
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(beside)
                .Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, name)).FirstOrDefault(IsProgram);

    private static bool IsProgram(string path) =>
        File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0);
}
