using System.Diagnostics;
using System.Globalization;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Interop.Tests.Names;

/// <summary>NLnet Labs' validating resolver on loopback, sent to a planet's servers for its zones.</summary>
internal sealed class Unbound : IAsyncDisposable
{
    private readonly Process process;
    private readonly string folder;

    private Unbound(Process process, string folder, string port)
    {
        this.process = process;
        this.folder = folder;
        Port = port;
    }

    public string Port { get; }

    /// <summary>Starts it, and waits until it answers.</summary>
    /// <param name="anchor">The root's key.</param>
    /// <param name="serverPort">Of the planet's servers.</param>
    /// <param name="ownPort">Where it listens.</param>
    public static async Task<Unbound> StartAsync(ResourceRecord anchor, int serverPort, int ownPort)
    {
        var ownFolder = Directory.CreateTempSubdirectory("netmesh-unbound-").FullName;
        var port = ownPort.ToString(CultureInfo.InvariantCulture);

        // It knows of no port but 53 when it follows a referral: of each zone it is told where.
        var stubs = string.Concat(((string[])[".", "good.", "plain.", "bad."]).Select(zone => string.Create(
            CultureInfo.InvariantCulture, $"stub-zone:\n  name: \"{zone}\"\n  stub-addr: {(zone == "." ? SignedWorld.RootServer : SignedWorld.Server)}@{serverPort}\n")));
        var path = Path.Combine(ownFolder, "unbound.conf");
        await File.WriteAllTextAsync(path, $"""
            server:
              interface: 127.0.0.1
              port: {port}
              do-daemonize: no
              username: ""
              chroot: ""
              directory: "{ownFolder}"
              pidfile: "{ownFolder}/pid"
              use-syslog: no
              logfile: ""
              num-threads: 1
              do-not-query-localhost: no
              module-config: "validator iterator"
              trust-anchor: "{anchor}"
            remote-control:
              control-enable: no
            {stubs}
            """);
        var unbound = new Unbound(ProgramRun.Start("unbound", ["-d", "-c", path], ownFolder), ownFolder, port);
        try
        {
            await Eventually.HoldsAsync(async () => unbound.process.HasExited
                ? throw new InvalidOperationException(await unbound.process.StandardError.ReadToEndAsync())
                : (await ProgramRun.OfAsync("dig", ["@127.0.0.1", "-p", port, "+timeout=1", "+tries=1", "www.plain"])).Output.Contains("NOERROR", StringComparison.Ordinal));
            return unbound;
        }
        catch
        {
            await unbound.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
