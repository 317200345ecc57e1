using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using NetMesh.Interop.Tests;
using Npgsql;

namespace NetMesh.Tests.Clusters;

/// <summary>A test that needs PostgreSQL; skipped, with the package's name, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PrivatePostgres.Programs is null ? "not installed: postgresql (apt-get install postgresql)" : null;
}

/// <summary>A PostgreSQL server of the test's own, in a folder that goes with it, on a free port of 127.0.0.1; anybody may log in as <c>postgres</c>.</summary>
public sealed class PrivatePostgres : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("netmesh-postgres-").FullName;
    private readonly StringBuilder written = new();
    private Process? server;

    /// <summary>Where initdb and postgres are: the newest version that Debian has installed, or what PATH says; null: nowhere.</summary>
    public static string? Programs { get; } =
        (Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(VersionOf).Select(version => Path.Combine(version, "bin")) : [])
        .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        .FirstOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")));

    public int Port { get; } = FreePorts.One();

    /// <summary>For Npgsql, without a search path.</summary>
    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Database=postgres;Username=postgres");

    public async Task InitializeAsync()
    {
        if (Programs is null)
        {
            return;
        }

        var data = Path.Combine(folder, "data");
        if (Environment.IsPrivilegedProcess)
        {
            // PostgreSQL refuses to run as root.
            var owned = await ProgramRun.OfAsync("chown", ["postgres", folder]);
            Assert.True(owned.ExitCode == 0, owned.Error);
        }

        var (program, arguments) = Command("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        var made = await ProgramRun.OfAsync(program, arguments, "/");
        Assert.True(made.ExitCode == 0, made.Error);
        await StartAsync();
    }

    /// <summary>Starts it (again), and waits until it answers.</summary>
    public async Task StartAsync()
    {
        var (program, arguments) = Command(
            "postgres", "-D", Path.Combine(folder, "data"), "-p", Port.ToString(CultureInfo.InvariantCulture), "-k", folder, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off");
        server = ProgramRun.Start(program, arguments, "/");
        server.OutputDataReceived += Note;
        server.ErrorDataReceived += Note;
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        await Eventually.HoldsAsync(
            async () =>
            {
                try
                {
                    await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
                    await connection.OpenAsync();
                    return true;
                }
                catch (NpgsqlException e)
                {
                    return server.HasExited ? throw new InvalidOperationException($"PostgreSQL ended with {server.ExitCode}\n{Written}", e) : false;
                }
            },
            () => new(Written));
    }

    public async Task DisposeAsync()
    {
        if (server is not null)
        {
            // Immediate: what it holds goes with the folder.
            _ = kill(server.Id, 3);
            await server.WaitForExitAsync().WaitAsync(Eventually.Patience);
            server.Dispose();
        }

        Directory.Delete(folder, recursive: true);
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

    private void Note(object sender, DataReceivedEventArgs line)
    {
        lock (written)
        {
            written.AppendLine(line.Data);
        }
    }

    private static Version VersionOf(string folder) =>
        Version.TryParse(Path.GetFileName(folder) + ".0", out var version) ? version : new Version();

    // setpriv becomes the program, so that its process is the server's.
    private static (string Program, string[] Arguments) Command(string name, params string[] arguments)
    {
        var path = Path.Combine(Programs!, name);
        return Environment.IsPrivilegedProcess
            ? ("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", "--", path, .. arguments])
            : (path, arguments);
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int kill(int pid, int signal);
}
