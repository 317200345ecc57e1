using System.Buffers;
using System.Globalization;
using System.Text;

namespace NetMesh.Protocols.Proxies.Http;

/// <summary>What a client of an HTTP proxy asked for.</summary>
/// <param name="IsTunnel">CONNECT (RFC 9110 §9.3.6); otherwise a request to be forwarded.</param>
/// <param name="Call">Whom it wants; of a request to be forwarded the head, as the called server is to read it, goes ahead.</param>
public sealed record HttpProxyRequest(bool IsTunnel, ProxyCall Call);

/// <summary>
/// Reads the head of a request to an HTTP proxy: CONNECT with an authority, or any other method with a target in absolute form (RFC 9112 §3.2.2, §3.2.3). Strict where
/// a lenient proxy and the server behind it might understand different things (RFC 9112 §11.2). Keeps no bytes.
/// </summary>
public static class HttpProxyReader
{
    /// <summary>The longest head that is taken, bytes.</summary>
    public const int LongestHead = 16 * 1024;

    private const ushort UsualPort = 80;
    private const string Scheme = "http://";

    private static readonly SearchValues<char> HostLetters = SearchValues.Create("-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz:[]");

    private static ReadOnlySpan<byte> EndOfHead => "\r\n\r\n"u8;

    /// <summary>Reads one head; nothing is consumed unless it is complete. What follows it (a body, what goes through the tunnel) stays.</summary>
    public static ReadResult<HttpProxyRequest> Read(in ReadOnlySequence<byte> input)
    {
        var head = input.Slice(0, Math.Min(input.Length, LongestHead));
        return Read(head.IsSingleSegment ? head.FirstSpan : head.ToArray());
    }

    /// <inheritdoc cref="Read(in ReadOnlySequence{byte})"/>
    public static ReadResult<HttpProxyRequest> Read(ReadOnlySpan<byte> input)
    {
        input = input[..Math.Min(input.Length, LongestHead)];
        if (!input.IsEmpty && !char.IsAsciiLetterUpper((char)input[0]))
        {
            return Invalid("something else than a method", "CONNECT host:port, or GET http://host/path, or SOCKS 5");
        }

        var end = input.IndexOf(EndOfHead);
        if (end < 0)
        {
            return input.Length < LongestHead ? ReadResult<HttpProxyRequest>.NeedMore : Invalid($"a head of {LongestHead} bytes or more", "a shorter one");
        }

        var lines = Encoding.Latin1.GetString(input[..end]).Split("\r\n");
        var (request, error) = Read(lines);
        return request is null ? Invalid(error.What, error.Expected) : ReadResult<HttpProxyRequest>.Complete(request, end + EndOfHead.Length);
    }

    private static (HttpProxyRequest? Request, (string What, string Expected) Error) Read(string[] lines)
    {
        if (lines[0].Split(' ') is not [var method, var target, var version] || version is not ("HTTP/1.1" or "HTTP/1.0") || !HttpFields.IsToken(method))
        {
            return (null, ("a request line that is none", "METHOD target HTTP/1.1"));
        }

        var isTunnel = method == "CONNECT";
        if (!isTunnel && !target.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return (null, ("a request without an absolute target: this is a proxy", "http://host/path (RFC 9112 §3.2.2), or CONNECT host:port"));
        }

        var rest = isTunnel ? target : target[Scheme.Length..];
        var slash = rest.AsSpan().IndexOfAny('/', '?') is var at and >= 0 && !isTunnel ? at : rest.Length;
        var authority = rest[..slash];
        if (!TryReadAuthority(authority, isTunnel, out var host, out var port) || rest.Contains('#', StringComparison.Ordinal))
        {
            return (null, ("a target that names no host", isTunnel ? "host:port" : "http://host/path, without a user's name"));
        }

        if (HttpFields.Forwarded(lines.AsSpan(1), out var fields) is { } wrong)
        {
            return (null, wrong);
        }

        if (isTunnel)
        {
            return (new HttpProxyRequest(true, new ProxyCall(host, port)), default);
        }

        // An answer after which the connection ends needs no understanding to be passed on. The version stays the client's, because the answer goes to it as it is.
        var path = rest[slash..];
        path = path.StartsWith('/') ? path : path.Length == 0 && method == "OPTIONS" ? "*" : "/" + path;
        var head = $"{method} {path} {version}\r\nHost: {authority}\r\n{fields}Via: {version[5..]} netmesh\r\nConnection: close\r\n\r\n";
        return (new HttpProxyRequest(false, new ProxyCall(host, port, Encoding.Latin1.GetBytes(head))), default);
    }

    // An IPv6 address is in brackets, and its host is what is within them (RFC 3986 §3.2.2).
    private static bool TryReadAuthority(string authority, bool needsPort, out string host, out ushort port)
    {
        port = UsualPort;
        var colon = authority.LastIndexOf(':') is var at && at > authority.LastIndexOf(']') ? at : -1;
        host = colon < 0 ? authority : authority[..colon];
        if (colon >= 0 ? !ushort.TryParse(authority.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) || port == 0 : needsPort)
        {
            return false;
        }

        var isBracketed = host is ['[', .., ']'];
        host = isBracketed ? host[1..^1] : host;
        return host.Length > 0 && !host.AsSpan().ContainsAnyExcept(HostLetters) && host.AsSpan().IndexOfAny('[', ']') < 0 && (isBracketed || !host.Contains(':', StringComparison.Ordinal));
    }

    private static ReadResult<HttpProxyRequest> Invalid(string what, string expected) =>
        ReadResult<HttpProxyRequest>.Invalid(new ProtocolError(HttpProxySession.Protocol, what, expected));
}
