using System.Buffers;
using System.Net.Sockets;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.PeerWire;

namespace NetMesh.Gateways.Tests.BitTorrent;

/// <summary>A real peer as far as a gateway can tell: a socket that speaks the peer wire.</summary>
internal sealed class PeerWireClient(Socket socket) : IDisposable
{
    public static readonly Sha1Hash InfoHash = Sha1Hash.Of("a torrent"u8);
    public static readonly Handshake Hello = new(ReservedBits.ExtensionProtocol, InfoHash, Sha1Hash.Of("a real peer"u8));

    private readonly PeerWireReader reader = new();
    private byte[] unread = [];

    public Socket Socket => socket;

    public async Task SendAsync(params PeerWireMessage[] messages)
    {
        var bytes = new ArrayBufferWriter<byte>();
        PeerWireWriter.Write(new PeerWireBatch(messages), bytes);
        await socket.SendAsync(bytes.WrittenMemory);
    }

    public async Task<PeerWireMessage> ReadAsync()
    {
        using var patience = new CancellationTokenSource(TestPlanet.Patience);
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var read = reader.Read(unread);
            Assert.False(read.IsInvalid, read.Error?.ToString());
            if (read.IsComplete)
            {
                unread = unread[read.Consumed..];
                return read.Value;
            }

            var length = await socket.ReceiveAsync(buffer, patience.Token);
            Assert.True(length > 0, "the connection ended");
            unread = [.. unread, .. buffer.AsSpan(0, length)];
        }
    }

    public void Dispose() => socket.Dispose();
}
