using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using NetMesh.Protocols.BitTorrent.Torrents;

namespace NetMesh.Interop.Tests;

/// <summary>
/// A client that means harm, written on bare sockets: it knows the peer wire's bytes (BEP 3) from the specification and nothing of the product's code but
/// what a torrent is. Every attack ends when the planet has cut it off, and fails when the planet does not.
/// </summary>
internal sealed class HostileClient(Metainfo torrent, IPAddress from) : IAsyncDisposable
{
    private readonly TcpListener listener = new(from, 0);
    private readonly CancellationTokenSource stopping = new();
    private Task lying = Task.CompletedTask;

    /// <summary>Bytes that are no handshake.</summary>
    public Task SendGarbageAsync(IPEndPoint peer) => AttackAsync(peer, async stream =>
    {
        var garbage = new byte[4096];
        new Random(41).NextBytes(garbage);
        await stream.WriteAsync(garbage);
    });

    /// <summary>A handshake that never ends, a byte now and then.</summary>
    public Task DribbleHandshakeAsync(IPEndPoint peer) => AttackAsync(peer, async stream =>
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        foreach (var one in Handshake())
        {
            await stream.WriteAsync(new[] { one });
            await pace.WaitForNextTickAsync();
        }
    });

    /// <summary>A right handshake, then a message that would be two gigabytes long.</summary>
    public Task AnnounceHugeMessageAsync(IPEndPoint peer) => AttackAsync(peer, async stream =>
    {
        await stream.WriteAsync(Handshake());
        await stream.WriteAsync(Message(7, new byte[8], 0x7FFFFFFF));
    });

    /// <summary>A right handshake, then requests without end, none of whose answers is ever read.</summary>
    public Task FloodRequestsAsync(IPEndPoint peer) => AttackAsync(
        peer,
        async stream =>
        {
            await stream.WriteAsync(Handshake());
            await stream.WriteAsync(Message(2, []));
            var requests = Enumerable.Range(0, 4096).SelectMany(i => Message(6, Request(i % torrent.Shape.PieceCount))).ToArray();
            for (var i = 0; i < 64; i++)
            {
                await stream.WriteAsync(requests);
            }
        },
        reads: false);

    /// <summary>Tells the tracker that it has everything, and sends whoever dials it wrong bytes for every block.</summary>
    public async Task PoseAsSeedAsync(string trackerUrl)
    {
        listener.Start();
        lying = LieAsync();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, ConnectCallback = ConnectFromAsync });
        var escaped = string.Concat(Convert.FromHexString(torrent.InfoHash.ToString()).Select(b => string.Create(CultureInfo.InvariantCulture, $"%{b:x2}")));
        var answer = await http.GetStringAsync(new Uri(string.Create(
            CultureInfo.InvariantCulture,
            $"{trackerUrl}?info_hash={escaped}&peer_id=-XX0000-abcdefghijkl&port={port}&uploaded=0&downloaded=0&left=0&compact=1&event=started")));
        Assert.DoesNotContain("failure reason", answer, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await lying;
        listener.Dispose();
        stopping.Dispose();
    }

    private static byte[] Message(byte id, ReadOnlySpan<byte> payload, int? length = null)
    {
        var message = new byte[5 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(message, length ?? (1 + payload.Length));
        message[4] = id;
        payload.CopyTo(message.AsSpan(5));
        return message;
    }

    private static byte[] Request(int piece)
    {
        var request = new byte[12];
        BinaryPrimitives.WriteInt32BigEndian(request, piece);
        BinaryPrimitives.WriteInt32BigEndian(request.AsSpan(8), 16384);
        return request;
    }

    private byte[] Handshake() =>
        [19, .. "BitTorrent protocol"u8, .. new byte[8], .. Convert.FromHexString(torrent.InfoHash.ToString()), .. "-XX0000-abcdefghijkl"u8];

    private async ValueTask<Stream> ConnectFromAsync(SocketsHttpConnectionContext context, CancellationToken cancelled) =>
        await ConnectAsync(new IPEndPoint(IPAddress.Parse(context.DnsEndPoint.Host), context.DnsEndPoint.Port), cancelled);

    private async Task<NetworkStream> ConnectAsync(IPEndPoint to, CancellationToken cancelled)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(to, cancelled);
        return new NetworkStream(socket, ownsSocket: true);
    }

    // Returns once the other side has ended the connection, whether the attack was through by then or not.
    private async Task AttackAsync(IPEndPoint peer, Func<NetworkStream, Task> attack, bool reads = true)
    {
        await using var stream = await ConnectAsync(peer, stopping.Token);
        var end = reads ? ReadToEndAsync(stream) : Task.Delay(Timeout.InfiniteTimeSpan, stopping.Token);
        var attacking = attack(stream);
        try
        {
            await Task.WhenAny(end, attacking).Unwrap().WaitAsync(Eventually.Patience);
            await (reads ? end : ReadToEndAsync(stream)).WaitAsync(Eventually.Patience);
        }
        catch (IOException)
        {
            // Reset: just so.
        }
        finally
        {
            await stream.DisposeAsync();
            await attacking.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private static async Task ReadToEndAsync(NetworkStream stream)
    {
        var into = new byte[65536];
        while (await stream.ReadAsync(into) > 0)
        {
        }
    }

    private async Task LieAsync()
    {
        var victims = new List<Task>();
        try
        {
            while (true)
            {
                victims.Add(LieToAsync(await listener.AcceptSocketAsync(stopping.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(victims);
        }
    }

    private async Task LieToAsync(Socket victim)
    {
        await using var stream = new NetworkStream(victim, ownsSocket: true);
        try
        {
            await stream.WriteAsync(Handshake(), stopping.Token);
            var bits = new byte[(torrent.Shape.PieceCount + 7) / 8];
            for (var piece = 0; piece < torrent.Shape.PieceCount; piece++)
            {
                bits[piece / 8] |= (byte)(0x80 >> (piece % 8));
            }

            await stream.WriteAsync(Message(5, bits), stopping.Token);
            await stream.WriteAsync(Message(1, []), stopping.Token);
            await stream.ReadExactlyAsync(new byte[68], stopping.Token);
            var header = new byte[4];
            while (true)
            {
                await stream.ReadExactlyAsync(header, stopping.Token);
                var said = BinaryPrimitives.ReadInt32BigEndian(header);
                if (said is < 0 or > 1 << 20)
                {
                    // An honest client that the tracker sent here, and that would rather encrypt.
                    return;
                }

                var message = new byte[said];
                await stream.ReadExactlyAsync(message, stopping.Token);
                if (message.Length == 13 && message[0] == 6)
                {
                    var length = BinaryPrimitives.ReadInt32BigEndian(message.AsSpan(9));
                    await stream.WriteAsync(Message(7, [.. message.AsSpan(1, 8), .. new byte[length]]), stopping.Token);
                }
            }
        }
        catch (Exception end) when (end is IOException or OperationCanceledException)
        {
            // Found out, or the test is over.
        }
    }
}
