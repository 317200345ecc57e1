using System.Buffers.Binary;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Protocols.BitTorrent.Trackers.Udp;

/// <summary>
/// Makes and checks connection ids without remembering any: an id is a keyed MAC of the client's address and the current window of time. Only who
/// receives datagrams at an address learns its id, so nobody can announce in another's name (BEP 15). The port is left out on purpose: a client
/// behind address translation may change it between two packets.
/// </summary>
/// <param name="key">16 secret bytes; trackers with the same key accept each other's ids.</param>
public sealed class ConnectionIdMint(ReadOnlySpan<byte> key)
{
    /// <summary>
    /// BEP 15 wants an id accepted until two minutes after it was sent. With this window, and the one before it accepted too, an id lives for two to
    /// four minutes.
    /// </summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(2);

    private readonly SipHash mac = new(key);

    /// <summary>The id of a client in the window that <paramref name="now"/> falls in.</summary>
    public long IdFor(IPv4Address client, DateTimeOffset now) => Mac(client, WindowOf(now));

    /// <summary>The id was made for this client in the current window or the one before.</summary>
    public bool Accepts(long connectionId, IPv4Address client, DateTimeOffset now)
    {
        var window = WindowOf(now);
        return connectionId == Mac(client, window) || connectionId == Mac(client, window - 1);
    }

    private static long WindowOf(DateTimeOffset now) => now.UtcTicks / Window.Ticks;

    private long Mac(IPv4Address client, long window)
    {
        Span<byte> message = stackalloc byte[12];
        BinaryPrimitives.WriteUInt32BigEndian(message, client.Value);
        BinaryPrimitives.WriteInt64BigEndian(message[4..], window);
        return (long)mac.Of(message);
    }
}
