using System.Buffers.Binary;
using System.Collections.Immutable;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Protocols.Dns.Cookies;

/// <summary>
/// Makes and checks server cookies without remembering any (RFC 9018 §4): version, time, and a keyed MAC over them, the client's cookie and its address. Servers of other
/// makers with the same key make the same ones.
/// </summary>
/// <param name="key">16 secret bytes.</param>
public sealed class ServerCookieMint(ReadOnlySpan<byte> key)
{
    private const int Length = 16;
    private const int MacAt = 8;
    private const byte Version = 1;

    /// <summary>A cookie is good for so long (RFC 9018 §4.3).</summary>
    private const int LifeSeconds = 3600;

    /// <summary>Other servers' clocks may be so much ahead.</summary>
    private const int LeewaySeconds = 300;

    /// <summary>Older ones are replaced, although they are still good.</summary>
    private const int FreshSeconds = 1800;

    private readonly SipHash mac = new(key);

    /// <summary>The cookie that a client gets.</summary>
    /// <param name="client">Its own.</param>
    /// <param name="address">Where it is.</param>
    /// <param name="now">The time, to the second.</param>
    public ImmutableArray<byte> For(ImmutableArray<byte> client, IPv4Address address, DateTimeOffset now)
    {
        Span<byte> cookie = stackalloc byte[Length];
        cookie[0] = Version;
        BinaryPrimitives.WriteUInt32BigEndian(cookie[4..], Seconds(now));
        BinaryPrimitives.WriteUInt64LittleEndian(cookie[MacAt..], Mac(client, cookie[..MacAt], address));
        return [.. cookie];
    }

    /// <summary>The cookie was made with this key, for this client, and is not too old.</summary>
    /// <param name="isFresh">It need not be replaced yet.</param>
    public bool Accepts(DnsCookie cookie, IPv4Address address, DateTimeOffset now, out bool isFresh)
    {
        var server = cookie.Server.AsSpan();
        isFresh = false;
        if (server.Length != Length || server[0] != Version)
        {
            return false;
        }

        // The seconds are counted round and round (RFC 1982).
        var age = (int)(Seconds(now) - BinaryPrimitives.ReadUInt32BigEndian(server[4..]));
        isFresh = age <= FreshSeconds;
        return age is >= -LeewaySeconds and <= LifeSeconds && BinaryPrimitives.ReadUInt64LittleEndian(server[MacAt..]) == Mac(cookie.Client, server[..MacAt], address);
    }

    private static uint Seconds(DateTimeOffset now) => (uint)now.ToUnixTimeSeconds();

    private ulong Mac(ImmutableArray<byte> client, ReadOnlySpan<byte> head, IPv4Address address)
    {
        Span<byte> message = stackalloc byte[DnsCookie.ClientLength + MacAt + sizeof(uint)];
        client.AsSpan().CopyTo(message);
        head.CopyTo(message[DnsCookie.ClientLength..]);
        BinaryPrimitives.WriteUInt32BigEndian(message[(DnsCookie.ClientLength + MacAt)..], address.Value);
        return mac.Of(message);
    }
}
