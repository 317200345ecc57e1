using System.Collections.Immutable;
using NetMesh.Protocols.Dns.Messages;

namespace NetMesh.Protocols.Dns.Cookies;

/// <summary>What client and server show each other, so that neither is taken in by a forged source (RFC 7873 §4). Only who receives at an address learns its server cookie.</summary>
/// <param name="Client">The client's part, which an answer repeats.</param>
/// <param name="Server">The server's part; empty where the client does not know it yet.</param>
public sealed record DnsCookie(ImmutableArray<byte> Client, ImmutableArray<byte> Server)
{
    public const int ClientLength = 8;
    public const int LeastServerLength = 8;
    public const int MostServerLength = 32;

    /// <summary>Reads an option's data; null when it is none (RFC 7873 §5.2.2).</summary>
    public static DnsCookie? TryRead(ImmutableArray<byte> data) =>
        data.Length is ClientLength or (>= ClientLength + LeastServerLength and <= ClientLength + MostServerLength)
            ? new DnsCookie(data[..ClientLength], data[ClientLength..])
            : null;

    /// <summary>As it goes with a message.</summary>
    public EdnsOption ToOption() => new(EdnsOptionCode.Cookie, [.. Client, .. Server]);
}
