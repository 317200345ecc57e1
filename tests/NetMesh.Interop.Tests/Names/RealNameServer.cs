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

/// <summary>A zone of a <see cref="RealNameServer"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">Its master file; null when the server copies it.</param>
/// <param name="Other">Whom it copies it from, or, of its own, whom it tells of changes; null for nobody.</param>
internal sealed record RealZone(string Name, string? Text, IPEndPoint? Other = null);

/// <summary>A name server that others made, in a process of its own, on loopback. It touches nothing outside a folder of its own.</summary>
internal abstract class RealNameServer : IAsyncDisposable
{
    /// <summary>The secret that it shares with those it exchanges zones with, and its name.</summary>
    public const string Key = "transfer";

    /// <summary>For HMAC-SHA256.</summary>
    public const string Secret = "bmV0bWVzaCBleGNoYW5nZXMgem9uZXMgd2l0aCB0aGVt";

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

    /// <summary>One of <c>named</c> (BIND), <c>nsd</c> (NSD) and <c>knotd</c> (Knot).</summary>
    public static RealNameServer Of(string program) => program switch
    {
        "named" => new Bind(),
        "nsd" => new Nsd(),
        _ => new Knot(),
    };

    /// <summary>Starts it, and waits until it answers from the zones that it has by itself.</summary>
    public async Task StartAsync(params IReadOnlyList<RealZone> zones)
    {
        foreach (var zone in zones.Where(zone => zone.Text is not null))
        {
            await File.WriteAllTextAsync(FileOf(zone.Name), zone.Text);
        }

        var configuration = Path.Combine(Folder, "configuration");
        await File.WriteAllTextAsync(configuration, Configuration(zones));
        process = ProgramRun.Start(Program, Arguments(configuration), Folder);
        process.OutputDataReceived += (_, e) => Note(e.Data);
        process.ErrorDataReceived += (_, e) => Note(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        client.Connect(IPAddress.Loopback, Port);
        foreach (var zone in zones.Where(zone => zone.Text is not null))
        {
            var probe = new DnsMessage { Id = 1, Question = new Question(DomainName.Parse(zone.Name), RecordType.SOA) };
            await Eventually.HoldsAsync(
                async () => process.HasExited ? throw new InvalidOperationException(Written) : await TryAskAsync(probe, TimeSpan.FromMilliseconds(200)) is { Code: ResponseCode.NoError },
                () => new(Written));
        }
    }

    /// <summary>Gives a zone of its own another text.</summary>
    public async Task ChangeAsync(string zone, string text)
    {
        await File.WriteAllTextAsync(FileOf(zone), text);
        Assert.Equal(0, kill(process!.Id, HangUp));
    }

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

    protected abstract string Configuration(IReadOnlyList<RealZone> zones);

    protected abstract string[] Arguments(string configuration);

    /// <summary>The file of a zone, without the folder.</summary>
    protected static string FileName(string zone) => $"{zone}.zone";

    private const int HangUp = 1;

    [DllImport("libc", SetLastError = true)]
    private static extern int kill(int pid, int signal);

    private string FileOf(string zone) => Path.Combine(Folder, FileName(zone));

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
