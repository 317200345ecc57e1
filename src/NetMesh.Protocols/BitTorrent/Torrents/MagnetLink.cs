using System.Text;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Protocols.BitTorrent.Torrents;

/// <summary>A magnet link (BEP 9): a torrent named by its info-hash, with hints where to find peers.</summary>
/// <param name="InfoHash">Which torrent: <c>xt=urn:btih:</c>, in hexadecimal or base32.</param>
/// <param name="Name">What to call it meanwhile: <c>dn</c>; null when the link does not say.</param>
/// <param name="Trackers">Announce URLs: <c>tr</c>.</param>
/// <param name="Peers">Peers to dial right away: <c>x.pe</c>; those named by host name or IPv6 are left out.</param>
public sealed record MagnetLink(Sha1Hash InfoHash, string? Name, IReadOnlyList<string> Trackers, IReadOnlyList<Endpoint> Peers)
{
    private const string Scheme = "magnet:?";
    private const string BitTorrentTopic = "urn:btih:";
    private const int MaxLength = 64 * 1024;

    /// <summary>The link of a torrent.</summary>
    public static MagnetLink Of(Metainfo torrent, params IReadOnlyList<Endpoint> peers) =>
        new(torrent.InfoHash, torrent.Name, [.. torrent.Trackers.SelectMany(tier => tier)], peers);

    /// <summary>Reads a link. Parameters it does not know are passed over; the first BitTorrent topic counts.</summary>
    public static ReadResult<MagnetLink> Read(ReadOnlySpan<char> text)
    {
        if (text.Length > MaxLength || !text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return Invalid("no magnet link", $"{Scheme}xt=urn:btih:… (BEP 9)", 0);
        }

        Sha1Hash? infoHash = null;
        string? name = null;
        var trackers = new List<string>();
        var peers = new List<Endpoint>();
        var at = Scheme.Length;
        foreach (var range in text[at..].Split('&'))
        {
            var parameter = text[at..][range];
            var equals = parameter.IndexOf('=');
            var key = equals < 0 ? parameter : parameter[..equals];
            var value = equals < 0 ? [] : parameter[(equals + 1)..];
            if (IsKey(key, "xt") && infoHash is null)
            {
                var topic = Uri.UnescapeDataString(value);
                if (!topic.StartsWith(BitTorrentTopic, StringComparison.OrdinalIgnoreCase))
                {
                    continue;
                }

                if (!TryReadHash(topic.AsSpan(BitTorrentTopic.Length), out var hash))
                {
                    return Invalid("an info-hash that is none", "40 hexadecimal digits or 32 base32 letters (BEP 9)", at + range.Start.Value);
                }

                infoHash = hash;
            }
            else if (IsKey(key, "dn"))
            {
                name ??= Text(value);
            }
            else if (IsKey(key, "tr"))
            {
                trackers.Add(Text(value));
            }
            else if (IsKey(key, "x.pe") && Endpoint.TryParse(Text(value), out var peer) && peer.Port != 0)
            {
                peers.Add(peer);
            }
        }

        return infoHash is { } found
            ? ReadResult<MagnetLink>.Complete(new MagnetLink(found, name, trackers, peers), text.Length)
            : Invalid("no BitTorrent topic", "xt=urn:btih: and the info-hash (BEP 9)", at);
    }

    public override string ToString()
    {
        var link = new StringBuilder(Scheme).Append("xt=").Append(BitTorrentTopic).Append(InfoHash);
        if (Name is not null)
        {
            link.Append("&dn=").Append(Uri.EscapeDataString(Name));
        }

        foreach (var tracker in Trackers)
        {
            link.Append("&tr=").Append(Uri.EscapeDataString(tracker));
        }

        foreach (var peer in Peers)
        {
            link.Append("&x.pe=").Append(peer);
        }

        return link.ToString();
    }

    // Several of a kind may be numbered: tr.1, tr.2.
    private static bool IsKey(ReadOnlySpan<char> key, ReadOnlySpan<char> wanted) =>
        key.StartsWith(wanted, StringComparison.OrdinalIgnoreCase)
        && (key.Length == wanted.Length || (key[wanted.Length] == '.' && !key[(wanted.Length + 1)..].ContainsAnyExceptInRange('0', '9')));

    private static string Text(ReadOnlySpan<char> value) => Uri.UnescapeDataString(value.ToString().Replace('+', ' '));

    private static bool TryReadHash(ReadOnlySpan<char> text, out Sha1Hash hash)
    {
        if (Sha1Hash.TryParseHex(text, out hash))
        {
            return true;
        }

        Span<byte> bytes = stackalloc byte[Sha1Hash.Length];
        if (!Base32.TryRead(text, bytes))
        {
            return false;
        }

        hash = new Sha1Hash(bytes);
        return true;
    }

    private static ReadResult<MagnetLink> Invalid(string what, string expected, long at) =>
        ReadResult<MagnetLink>.Invalid(new ProtocolError("magnet", what, expected, at));
}
