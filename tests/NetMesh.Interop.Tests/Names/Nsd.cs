using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using NetMesh.Protocols.Dns.Messages;

namespace NetMesh.Interop.Tests.Names;

/// <summary>NLnet Labs' name server with one zone, on loopback.</summary>
internal sealed class Nsd : IAsyncDisposable
{
    private readonly Process process;
    private readonly UdpClient client = new();

    private readonly string folder;

    private Nsd(Process process, string folder, int port)
    {
        this.process = process;
        this.folder = folder;
        client.Connect(IPAddress.Loopback, port);
    }

    /// <summary>Starts it, and waits until it answers.</summary>
    public static async Task<Nsd> StartAsync(string zone, string text)
    {
        // Nothing outside the folder is touched.
        var ownFolder = Directory.CreateTempSubdirectory("netmesh-nsd-").FullName;
        var port = FreePorts.One();
        await File.WriteAllTextAsync(Path.Combine(ownFolder, "zone"), text);
        await File.WriteAllTextAsync(Path.Combine(ownFolder, "nsd.conf"), $"""
            server:
              ip-address: 127.0.0.1
              port: {port}
              username: ""
              server-count: 1
              zonesdir: "{ownFolder}"
              database: ""
              pidfile: "{ownFolder}/nsd.pid"
              xfrdfile: "{ownFolder}/xfrd.state"
              zonelistfile: "{ownFolder}/zone.list"
              xfrdir: "{ownFolder}"
              cookie-secret-file: "{ownFolder}/cookies"
              rrl-ratelimit: 0
              rrl-whitelist-ratelimit: 0
              minimal-responses: yes
              ipv4-edns-size: 4096
            remote-control:
              control-enable: no
            zone:
              name: "{zone}"
              zonefile: "zone"
            """);
        var nsd = new Nsd(ProgramRun.Start("nsd", ["-d", "-c", Path.Combine(ownFolder, "nsd.conf")], ownFolder), ownFolder, port);
        var probe = new DnsMessage { Id = 1, Question = new Question(NetMesh.Protocols.Dns.Names.DomainName.Parse(zone), NetMesh.Protocols.Dns.Records.RecordType.SOA) };
        try
        {
            await Eventually.HoldsAsync(
                async () => nsd.process.HasExited ? throw new InvalidOperationException(await nsd.process.StandardError.ReadToEndAsync()) : await nsd.TryAskAsync(probe, TimeSpan.FromMilliseconds(200)) is { Code: ResponseCode.NoError });
            return nsd;
        }
        catch
        {
            await nsd.DisposeAsync();
            throw;
        }
    }

    public async Task<DnsMessage> AskAsync(DnsMessage query) =>
        await TryAskAsync(query, Eventually.Patience) ?? throw new TimeoutException($"NSD did not answer {query.Question}");

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
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
