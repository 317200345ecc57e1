using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Torrents;

namespace NetMesh.Bench.Hostile;

/// <summary>
/// Many misbehaving clients of one swarm, over real sockets and each from an address of its own, of every kind in turn: those of
/// <see cref="HostileKinds"/> on the swarm's peers, and on its tracker forgers, flooders and one that never ends its request. Whoever is cut off comes back.
/// </summary>
/// <param name="torrent">The swarm's torrent.</param>
/// <param name="tracker">Its tracker; UDP and HTTP.</param>
/// <param name="first">The first client's address; the others follow.</param>
internal sealed class HostileCrowd(Metainfo torrent, IPEndPoint tracker, IPv4Address first)
{
    private readonly ConcurrentDictionary<string, int> calls = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> cutOff = new(StringComparer.Ordinal);
    private IPEndPoint[] victims = [];

    /// <summary>Connections begun, by kind.</summary>
    public IReadOnlyDictionary<string, int> Calls => calls;

    /// <summary>Connections that the planet ended, by kind.</summary>
    public IReadOnlyDictionary<string, int> CutOff => cutOff;

    /// <summary>Every kind of client there is.</summary>
    public static int KindCount => HostileKinds.OnPeers.Count + 3;

    /// <summary>Finds the swarm's peers, then misbehaves until stopped.</summary>
    public async Task RunAsync(int clients, CancellationToken stopping)
    {
        var peers = await HostileTracking.PeersAsync(tracker, first.ToIPAddress(), torrent.InfoHash);

        // A crowd that was here before may still be listed under the names it made up.
        peers = [.. peers.Where(peer => peer.Address.Value - first.Value - 1 >= (uint)clients)];
        victims = peers.Length > 0 ? [.. peers.Select(peer => peer.ToIPEndPoint())] : throw new InvalidOperationException($"the tracker at {tracker} lists nobody");
        await Task.WhenAll(Enumerable.Range(0, clients).Select(number => Task.Run(() => LiveAsync(number, stopping), CancellationToken.None)));
    }

    private async Task LiveAsync(int number, CancellationToken stopping)
    {
        var random = new Random(number);
        var from = new IPv4Address(first.Value + (uint)number + 1).ToIPAddress();
        var kind = number % KindCount;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                switch (kind - HostileKinds.OnPeers.Count)
                {
                    case 0:
                        await HostileTracking.ForgeAsync(tracker, torrent.InfoHash, random, stopping);
                        break;
                    case 1:
                        await HostileTracking.FloodAsync(tracker, from, torrent.InfoHash, random, stopping);
                        break;
                    case 2:
                        await CallAsync("http-slow", tracker, from, random, SlowRequestAsync, stopping);
                        break;
                    default:
                        var (name, attack) = HostileKinds.OnPeers[kind];
                        await CallAsync(name, victims[random.Next(victims.Length)], from, random, attack, stopping);
                        break;
                }

                await Task.Delay(random.Next(250, 750), stopping);
            }
            catch (OperationCanceledException)
            {
                // Told to stop; or the planet's machine is so busy that an honest announce of ours was not answered.
            }
        }
    }

    private async Task CallAsync(
        string kind, IPEndPoint victim, IPAddress from, Random random, Func<HostileCall, Task> attack, CancellationToken stopping)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096, LingerState = new(true, 0) };
        socket.Bind(new IPEndPoint(from, 0));
        calls.AddOrUpdate(kind, 1, static (_, count) => count + 1);
        try
        {
            await socket.ConnectAsync(victim, stopping);
            await using var stream = new NetworkStream(socket);
            await attack(new HostileCall(stream, torrent, random, stopping));
        }
        catch (Exception error) when (error is IOException or SocketException or EndOfStreamException)
        {
            // Cut off: just so.
        }

        cutOff.AddOrUpdate(kind, 1, static (_, count) => count + 1);
    }

    // A request whose headers never end.
    private static async Task SlowRequestAsync(HostileCall call)
    {
        await call.SendAsync("GET /announce HTTP/1.1\r\nHost: tracker\r\n"u8.ToArray());
        await call.FloodAsync("X-More: a\r\n"u8.ToArray());
    }
}
