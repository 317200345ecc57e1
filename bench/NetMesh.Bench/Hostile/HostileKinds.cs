using System.Buffers.Binary;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.PeerWire;
using NetMesh.Protocols.BitTorrent.Torrents;
using Request = NetMesh.Protocols.BitTorrent.PeerWire.Request;

namespace NetMesh.Bench.Hostile;

/// <summary>What misbehaving clients do on a connection to a peer. Each goes on until it is cut off; one that never is says something.</summary>
internal static class HostileKinds
{
    private const int BlockLength = TorrentShape.UsualBlockLength;

    public static IReadOnlyList<(string Name, Func<HostileCall, Task> Attack)> OnPeers { get; } =
    [
        ("request-flood", RequestsAsync),
        ("keep-alive-flood", static call => AfterShakeAsync(call, () => call.FloodAsync(HostileCall.Many(64, static _ => KeepAlive.Instance)))),
        ("keep-alive-hold", static call => AfterShakeAsync(call, () => KeepAliveAsync(call))),
        ("corrupt-blocks", static call => AfterShakeAsync(call, () => ServeAsync(call, isSilent: false))),
        ("promises", static call => AfterShakeAsync(call, () => ServeAsync(call, isSilent: true))),
        ("false-have", static call => AfterShakeAsync(call, () => call.FloodAsync(HostileCall.Bytes(new Have(call.Torrent.Shape.PieceCount))))),
        ("false-bitfield", static call => AfterShakeAsync(call, () => call.FloodAsync(HostileCall.Bytes(new Bitfield(new byte[3]))))),
        ("huge-length", static call => AfterShakeAsync(call, () => call.FloodAsync(new byte[] { 0x7F, 0xFF, 0xFF, 0xFF, 7 }))),
        ("hang", static call => call.HoldAsync()),
        ("reconnect-storm", static _ => Task.CompletedTask),
        ("garbage", GarbageAsync),
        ("slow-reader", static call => AfterShakeAsync(call, () => ReadNothingAsync(call))),
        ("slow-writer", DribbleAsync),
        ("choke-flips", static call => AfterShakeAsync(call, () => FlipAsync(call))),
        ("metadata-flood", static call => AfterShakeAsync(call, () => MetadataAsync(call))),
    ];

    private static async Task AfterShakeAsync(HostileCall call, Func<Task> attack)
    {
        await call.ShakeAsync();
        await attack();
    }

    // Of what nobody has unchoked.
    private static async Task RequestsAsync(HostileCall call)
    {
        await call.ShakeAsync();
        await call.FloodAsync(HostileCall.Many(512, i => new Request(i % call.Torrent.Shape.PieceCount, 0, BlockLength)));
    }

    private static async Task KeepAliveAsync(HostileCall call)
    {
        var ended = call.HoldAsync();
        while (!ended.IsCompleted)
        {
            await call.SayAsync(KeepAlive.Instance);
            await Task.WhenAny(ended, Task.Delay(TimeSpan.FromSeconds(10), call.Stopping));
        }
    }

    // Claims to have everything, and answers requests with zeros or not at all.
    private static async Task ServeAsync(HostileCall call, bool isSilent)
    {
        await call.SayAsync(new Bitfield(PieceSet.All(call.Torrent.Shape.PieceCount).ToBits()), Unchoke.Instance);
        var header = new byte[4];
        await call.Stream.ReadExactlyAsync(new byte[68], call.Stopping);
        while (true)
        {
            await call.Stream.ReadExactlyAsync(header, call.Stopping);
            var message = new byte[BinaryPrimitives.ReadInt32BigEndian(header)];
            await call.Stream.ReadExactlyAsync(message, call.Stopping);
            if (!isSilent && message is [6, ..])
            {
                int piece = BinaryPrimitives.ReadInt32BigEndian(message.AsSpan(1)), begin = BinaryPrimitives.ReadInt32BigEndian(message.AsSpan(5));
                await call.SayAsync(new PieceBlock(piece, begin, Block.Of(new byte[BinaryPrimitives.ReadInt32BigEndian(message.AsSpan(9))])));
            }
        }
    }

    private static Task GarbageAsync(HostileCall call)
    {
        var garbage = new byte[4096];
        call.Random.NextBytes(garbage);
        return call.FloodAsync(garbage);
    }

    // Wants everything, asks for it once it may, and never takes it.
    private static async Task ReadNothingAsync(HostileCall call)
    {
        await call.SayAsync(Interested.Instance);
        await call.FloodAsync(HostileCall.Many(16, i => new Request(call.Random.Next(call.Torrent.Shape.PieceCount), 0, BlockLength)), reads: false);
    }

    private static async Task DribbleAsync(HostileCall call)
    {
        var ended = call.HoldAsync();
        foreach (var octet in HostileCall.Bytes(new Handshake(0, call.Torrent.InfoHash, default)))
        {
            await call.SendAsync(new[] { octet });
            await Task.WhenAny(ended, Task.Delay(500, call.Stopping));
        }

        await ended;
    }

    // Every unchoke makes a leecher ask, and nothing that it asks is read.
    private static async Task FlipAsync(HostileCall call)
    {
        await call.SayAsync(new Bitfield(PieceSet.All(call.Torrent.Shape.PieceCount).ToBits()));
        await call.FloodAsync(HostileCall.Many(1000, static i => i % 2 == 0 ? Unchoke.Instance : Choke.Instance), reads: false);
    }

    // Every request for a part of the info dictionary has an answer, be it a refusal (BEP 9), and none is read.
    private static async Task MetadataAsync(HostileCall call)
    {
        await call.SayAsync(new Extended(0, "d1:md11:ut_metadatai3eee"u8.ToArray()));
        await call.FloodAsync(HostileCall.Many(500, static _ => new Extended(1, "d8:msg_typei0e5:piecei0ee"u8.ToArray())), reads: false);
    }
}
