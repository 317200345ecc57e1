using System.Globalization;
using System.Net;
using System.Net.Sockets;
using NetMesh.Grains.Zones;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Resolving;
using NetMesh.Protocols.Dns.Security;
using NetMesh.Protocols.Dns.Security.Validating;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Interop.Tests.Names;

/// <summary>The servers of a <see cref="GeneratedTree"/>: for others each zone at a port of loopback, and for a resolver of ours, which asks them itself, at their addresses.</summary>
internal sealed class TreeServers : IAsyncDisposable
{
    private readonly Dictionary<IPv4Address, AuthoritativeServer> byAddress;
    private readonly List<(string Zone, UdpClient Socket, Task Serving)> sockets = [];
    private readonly CancellationTokenSource ends = new();
    private readonly NameCache cache = new(10_000);
    private readonly ServerBook book = new(new Random(1));
    private readonly Random random = new(2);
    private readonly IPv4Address root;
    private readonly TrustedTime trust;
    private TimeSpan now = TimeSpan.FromSeconds(1);

    public TreeServers(GeneratedTree tree)
    {
        byAddress = tree.Servers.ToDictionary(it => it.Server, it => it.Branch.Server);
        root = tree.Servers[0].Server;
        trust = new TrustedTime(new TrustAnchors([tree.Anchor], EdwardsScheme.AllSchemes), DateTimeOffset.UtcNow);
        foreach (var (branch, server) in tree.Servers.Where(it => it.Branch.IsReached))
        {
            var socket = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
            sockets.Add((branch.Name, socket, ServeAsync(socket, byAddress[server])));
        }
    }

    /// <summary>Of each zone, where others find its server; of those that nobody is referred to, nothing.</summary>
    public IEnumerable<(string Zone, string At)> Ports => sockets.Select(it => (it.Zone, string.Create(CultureInfo.InvariantCulture, $"127.0.0.1@{((IPEndPoint)it.Socket.Client.LocalEndPoint!).Port}")));

    /// <summary>What our resolver makes of a question. It remembers, and time goes on only while it waits for nobody.</summary>
    public DnsMessage Resolve(DnsMessage query)
    {
        var resolution = new Resolution(query.Question!, cache, book, [root], random, trust);
        var step = resolution.Begin(now);
        while (step is AskServer ask)
        {
            var answer = byAddress.GetValueOrDefault(ask.Server)?.Answer(ask.Query);
            now += answer is null ? ask.Patience : TimeSpan.Zero;
            step = answer is null ? resolution.OnSilence(now) : resolution.OnAnswer(ask.Server, DnsReader.Read(DnsWriter.Write(answer)).Value!, now)!;
        }

        return ((Resolved)step).To(query);
    }

    public async ValueTask DisposeAsync()
    {
        await ends.CancelAsync();
        foreach (var (_, socket, serving) in sockets)
        {
            await serving;
            socket.Dispose();
        }

        ends.Dispose();
    }

    private async Task ServeAsync(UdpClient socket, AuthoritativeServer server)
    {
        try
        {
            while (true)
            {
                var received = await socket.ReceiveAsync(ends.Token);
                if (server.Answer(DnsReader.Read(received.Buffer).Value!) is { } answer)
                {
                    await socket.SendAsync(DnsWriter.Write(answer), received.RemoteEndPoint, ends.Token);
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
    }
}
