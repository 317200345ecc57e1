using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Interop.Tests.Names;

/// <summary>A name server or resolver that others made, in a process of its own, on loopback. It touches nothing outside a folder of its own.</summary>
internal abstract class RealDnsProgram : IAsyncDisposable
{
    private readonly StringBuilder written = new();
    private readonly UdpClient client = new();
    private Process? process;

    /// <summary>The program.</summary>
    public abstract string Program { get; }

    public int Port { get; } = FreePorts.One();

    /// <summary>What it wrote of what it does.</summary>
    public string Written
    {
        get
        {
            lock (written)
            {
                return written.ToString();
            }
        }
    }

    protected string Folder { get; } = Directory.CreateTempSubdirectory("netmesh-dns-").FullName;

    /// <summary>Starts it, and waits until it answers.</summary>
    /// <param name="configuration">Its configuration.</param>
    /// <param name="zones">Of which it is to answer.</param>
    protected async Task LaunchAsync(string configuration, IEnumerable<string> zones)
    {
        var path = Path.Combine(Folder, "configuration");
        await File.WriteAllTextAsync(path, configuration);
        process = ProgramRun.Start(Program, Arguments(path), Folder);
        process.OutputDataReceived += (_, e) => Note(e.Data);
        process.ErrorDataReceived += (_, e) => Note(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        client.Connect(IPAddress.Loopback, Port);
        foreach (var zone in zones)
        {
            var probe = new DnsMessage { Id = 1, Flags = MessageFlags.RecursionDesired, Question = new Question(DomainName.Parse(zone), RecordType.SOA) };
            await Eventually.HoldsAsync(
                async () => process.HasExited ? throw new InvalidOperationException(Written) : await TryAskAsync(probe, TimeSpan.FromMilliseconds(200)) is { Code: ResponseCode.NoError },
                () => new(Written));
        }
    }

    /// <summary>Has it read its files again.</summary>
    protected void HangUp() => Assert.Equal(0, kill(process!.Id, HangUpSignal));

    public async Task<DnsMessage> AskAsync(DnsMessage query) =>
        await TryAskAsync(query, Eventually.Patience) ?? throw new TimeoutException($"{Program} did not answer {query.Question}");

    /// <summary>Ends it at once.</summary>
    public async Task KillAsync()
    {
        process!.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        if (process is not null)
        {
            if (!process.HasExited)
            {
                await KillAsync();
            }

            process.Dispose();
            process = null;
        }

        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    /// <param name="configuration">The path of its configuration.</param>
    protected abstract string[] Arguments(string configuration);

    private const int HangUpSignal = 1;

    [DllImport("libc", SetLastError = true)]
    private static extern int kill(int pid, int signal);

    private void Note(string? line)
    {
        lock (written)
        {
            written.AppendLine(CultureInfo.InvariantCulture, $"{line}");
        }
    }

    private async Task<DnsMessage?> TryAskAsync(DnsMessage query, TimeSpan patience)
    {
        using var late = new CancellationTokenSource(patience);
        try
        {
            await client.SendAsync(DnsWriter.Write(query), late.Token);
            while (true)
            {
                var received = await client.ReceiveAsync(late.Token);
                var read = DnsReader.Read(received.Buffer);
                Assert.True(read.IsComplete, $"{query.Question}: {read.Error}");
                if (read.Value.Id == query.Id)
                {
                    return read.Value;
                }
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException)
        {
            return null;
        }
    }
}
