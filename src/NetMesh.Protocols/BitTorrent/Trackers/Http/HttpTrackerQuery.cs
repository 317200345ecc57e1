using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Protocols.BitTorrent.Trackers.Http;

/// <summary>One parameter of a query, still percent-encoded.</summary>
internal readonly ref struct QueryParameter(ReadOnlySpan<char> key, ReadOnlySpan<char> value, int at)
{
    public ReadOnlySpan<char> Key { get; } = key;

    public ReadOnlySpan<char> Value { get; } = value;

    /// <summary>Where the value stands in the query.</summary>
    public int At { get; } = at;
}

/// <summary>Walks over the parameters of a raw query string without copying it.</summary>
internal ref struct HttpTrackerQuery
{
    private ReadOnlySpan<char> rest;
    private int at;

    public HttpTrackerQuery(ReadOnlySpan<char> query)
    {
        at = query is ['?', ..] ? 1 : 0;
        rest = query[at..];
    }

    public QueryParameter Current { get; private set; }

    public readonly HttpTrackerQuery GetEnumerator() => this;

    public bool MoveNext()
    {
        if (rest.Length == 0)
        {
            return false;
        }

        var ampersand = rest.IndexOf('&');
        var parameter = ampersand < 0 ? rest : rest[..ampersand];
        var equals = parameter.IndexOf('=');
        Current = equals < 0
            ? new QueryParameter(parameter, [], at + parameter.Length)
            : new QueryParameter(parameter[..equals], parameter[(equals + 1)..], at + equals + 1);
        var step = ampersand < 0 ? rest.Length : ampersand + 1;
        rest = rest[step..];
        at += step;
        return true;
    }

    /// <summary>Reads twenty percent-encoded bytes. A plus is a plus: RFC 1738 lets it stand unencoded, and no client means a space.</summary>
    public static bool TryReadHash(ReadOnlySpan<char> text, out Sha1Hash hash)
    {
        hash = default;
        Span<byte> bytes = stackalloc byte[Sha1Hash.Length];
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (count == bytes.Length)
            {
                return false;
            }

            if (text[i] != '%')
            {
                if (text[i] > 0x7f)
                {
                    return false;
                }

                bytes[count++] = (byte)text[i];
                continue;
            }

            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
            {
                return false;
            }

            bytes[count++] = (byte)((Digit(text[i + 1]) << 4) | Digit(text[i + 2]));
            i += 2;
        }

        if (count < bytes.Length)
        {
            return false;
        }

        hash = new Sha1Hash(bytes);
        return true;
    }

    /// <summary>Percent-encodes the bytes of a hash: everything but unreserved characters (RFC 3986 §2.3).</summary>
    public static void AppendHash(System.Text.StringBuilder query, Sha1Hash hash)
    {
        foreach (var octet in hash.ToArray())
        {
            if (char.IsAsciiLetterOrDigit((char)octet) || octet is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~')
            {
                query.Append((char)octet);
            }
            else
            {
                query.Append('%').Append(octet.ToString("X2"));
            }
        }
    }

    private static int Digit(char digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
