using System.Buffers;
using System.Text;

namespace NetMesh.Protocols.Proxies.Http;

/// <summary>The header fields of a request on its way through a proxy (RFC 9110 §5, §7.6.1).</summary>
internal static class HttpFields
{
    private static readonly SearchValues<char> TokenLetters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // Between the client and the proxy only, or said anew by it. The body's framing stays as it is, because the body does.
    private static readonly string[] NotForwarded =
        ["Connection", "Proxy-Connection", "Keep-Alive", "TE", "Upgrade", "Proxy-Authorization", "Proxy-Authenticate", "Host"];

    public static bool IsToken(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(TokenLetters);

    /// <summary>Takes out what is not forwarded.</summary>
    /// <param name="lines">A field each.</param>
    /// <param name="forwarded">The others, each with its line's end.</param>
    /// <returns>What is wrong, and what was expected; null when nothing is.</returns>
    public static (string What, string Expected)? Forwarded(ReadOnlySpan<string> lines, out string forwarded)
    {
        forwarded = "";
        List<(string Name, string Line)> fields = [];
        List<string> dropped = [.. NotForwarded];
        foreach (var line in lines)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0 || !IsToken(line.AsSpan(0, colon)) || line.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0)
            {
                return ("a header field that is none", "name: value, on one line");
            }

            var name = line[..colon];
            fields.Add((name, line));
            if (Is(name, "Connection"))
            {
                dropped.AddRange(line[(colon + 1)..].Split(',', StringSplitOptions.TrimEntries));
            }
        }

        if (fields.Exists(field => Is(field.Name, "Transfer-Encoding")) && fields.Exists(field => Is(field.Name, "Content-Length")))
        {
            return ("both Transfer-Encoding and Content-Length", "one of them (RFC 9112 §6.1)");
        }

        var text = new StringBuilder();
        foreach (var (_, line) in fields.Where(field => !dropped.Exists(name => Is(name, field.Name))))
        {
            text.Append(line).Append("\r\n");
        }

        forwarded = text.ToString();
        return null;
    }

    private static bool Is(string name, string other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);
}
