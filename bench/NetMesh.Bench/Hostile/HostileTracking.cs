using System.Net;
using System.Net.Sockets;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.Trackers;
using NetMesh.Protocols.BitTorrent.Trackers.Udp;

namespace NetMesh.Bench.Hostile;

/// <summary>What misbehaving clients do to a tracker, and the one honest announce by which they find their victims.</summary>
internal static class HostileTracking
{
    private const int Burst = 10;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    /// <summary>The peers that a tracker lists.</summary>
    public static async Task<Endpoint[]> PeersAsync(IPEndPoint tracker, IPAddress from, Sha1Hash torrent)
    {
        using var socket = Open(from);
        var id = await ConnectAsync(socket, tracker);
        await SendAsync(socket, tracker, new UdpAnnounce(id, 2, Announce(torrent, 9, AnnounceEvent.Stopped, 0)));
        await AnswerAsync(socket);
        await SendAsync(socket, tracker, new UdpAnnounce(id, 3, Announce(torrent, 9, AnnounceEvent.None, 200)));
        return await AnswerAsync(socket) is UdpAnnounceAnswer answer ? answer.Answer.Peers.ToArray() : [];
    }

    /// <summary>Announces with made-up connection ids, each burst from another source, as if sources were forged.</summary>
    public static async Task ForgeAsync(IPEndPoint tracker, Sha1Hash torrent, Random random, CancellationToken stopping)
    {
        while (true)
        {
            using (var socket = Open(new IPAddress([127, 210, (byte)random.Next(256), (byte)random.Next(1, 255)])))
            {
                for (var i = 0; i < Burst; i++)
                {
                    await SendAsync(socket, tracker, new UdpAnnounce(random.NextInt64(), i, Announce(torrent, random.Next(1, 65536), AnnounceEvent.Started, 200)));
                }
            }

            await Task.Delay(Pace, stopping);
        }
    }

    /// <summary>Announces from an address of its own, but ports and torrents that are made up: every other one in the swarm that is there.</summary>
    public static async Task FloodAsync(IPEndPoint tracker, IPAddress from, Sha1Hash torrent, Random random, CancellationToken stopping)
    {
        using var socket = Open(from);
        var id = await ConnectAsync(socket, tracker);
        var name = new byte[Sha1Hash.Length];
        while (true)
        {
            for (var i = 0; i < Burst; i++)
            {
                random.NextBytes(name);
                var announce = Announce(i % 2 == 0 ? torrent : new Sha1Hash(name), random.Next(1, 65536), AnnounceEvent.Started, 200);
                await SendAsync(socket, tracker, new UdpAnnounce(id, i, announce));
            }

            await Task.Delay(Pace, stopping);
            while (socket.Available > 0)
            {
                await socket.ReceiveAsync(new byte[2048], stopping);
            }
        }
    }

    private static Socket Open(IPAddress from)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(from, 0));
        return socket;
    }

    // Left 0 in the mouth of a liar: listed as a seed.
    private static AnnounceRequest Announce(Sha1Hash torrent, int port, AnnounceEvent happened, int wanted) =>
        new(torrent, Sha1Hash.Of("hostile"u8), new Endpoint(default, (ushort)port), 0, 1, happened == AnnounceEvent.Started ? 0 : 1, happened, wanted);

    private static async Task<long> ConnectAsync(Socket socket, IPEndPoint tracker)
    {
        await SendAsync(socket, tracker, new ConnectRequest(1));
        return await AnswerAsync(socket) is ConnectAnswer answer ? answer.ConnectionId : 0;
    }

    private static async Task SendAsync(Socket socket, IPEndPoint tracker, UdpTrackerPacket packet)
    {
        var bytes = new byte[packet.WireLength];
        UdpTrackerWriter.Write(packet, bytes);
        await socket.SendToAsync(bytes, tracker);
    }

    private static async Task<UdpTrackerPacket?> AnswerAsync(Socket socket)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var bytes = new byte[2048];
        try
        {
            var read = UdpTrackerReader.ReadAnswer(bytes.AsSpan(0, await socket.ReceiveAsync(bytes, patience.Token)));
            return read.IsComplete ? read.Value : null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
