using System.Buffers;
using System.Net.Sockets;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.PeerWire;
using NetMesh.Protocols.BitTorrent.Torrents;

namespace NetMesh.Bench.Hostile;

/// <summary>One connection of a misbehaving client.</summary>
/// <param name="Stream">To its victim; throws once the victim has cut it off.</param>
/// <param name="Torrent">What the swarm shares.</param>
/// <param name="Random">The client's own.</param>
/// <param name="Stopping">The crowd goes home.</param>
internal sealed record HostileCall(NetworkStream Stream, Metainfo Torrent, Random Random, CancellationToken Stopping)
{
    /// <summary>Between two bursts of a flood: a crowd of hundreds shall burden the planet, not the machine alone.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);

    /// <summary>A right handshake, extension protocol included.</summary>
    public Task ShakeAsync()
    {
        var id = new byte[Sha1Hash.Length];
        Random.NextBytes(id);
        return SayAsync(new Handshake(ReservedBits.ExtensionProtocol, Torrent.InfoHash, new Sha1Hash(id)));
    }

    public Task SayAsync(params PeerWireMessage[] messages) => SendAsync(Bytes(messages));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await Stream.WriteAsync(bytes, Stopping);

    /// <summary>The same bytes again and again, until it is cut off.</summary>
    public async Task FloodAsync(ReadOnlyMemory<byte> burst, bool reads = true)
    {
        var ended = reads ? HoldAsync() : new TaskCompletionSource().Task;
        while (!ended.IsCompleted)
        {
            await SendAsync(burst);
            await Task.Delay(Pace, Stopping);
        }
    }

    /// <summary>Reads and does nothing, until it is cut off.</summary>
    public async Task HoldAsync()
    {
        var into = new byte[16 * 1024];
        while (await Stream.ReadAsync(into, Stopping) > 0)
        {
        }
    }

    public static byte[] Bytes(params ReadOnlySpan<PeerWireMessage> messages)
    {
        var bytes = new ArrayBufferWriter<byte>();
        foreach (var message in messages)
        {
            PeerWireWriter.Write(message, bytes);
        }

        return bytes.WrittenSpan.ToArray();
    }

    public static byte[] Many(int count, Func<int, PeerWireMessage> message)
    {
        var messages = new PeerWireMessage[count];
        for (var i = 0; i < count; i++)
        {
            messages[i] = message(i);
        }

        return Bytes(messages);
    }
}
